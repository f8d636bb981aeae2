import type { Account } from './account.ts';
import { idOf } from './account.ts';
import type { Directory } from './directory.ts';

interface Person {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
}

const demoPeople: readonly Person[] = [
  { username: 'demo', firstName: 'Zoë', lastName: 'Müller' },
  { username: 'taro', firstName: '山田', lastName: '太郎' },
  { username: 'olga', firstName: 'Ольга', lastName: 'Смирнова' },
  { username: 'jose', firstName: 'José', lastName: 'Ñandú' },
  { username: 'sara', firstName: 'שרה', lastName: 'לוי' },
  { username: 'aoife', firstName: 'Aoife', lastName: "O'Brien" },
];
const otherPeople: readonly Person[] = [
  { username: 'other', firstName: 'Đorđe', lastName: 'Petrović' },
  { username: 'ngozi', firstName: 'Ngọzi', lastName: 'Okafor' },
  { username: 'lars', firstName: 'Lars', lastName: 'Åkesson' },
];
const userAgents = ['Grandstream GXP2170 1.0.11.64', 'Yealink SIP-T54W 96.86.0.70', 'Zoiper rv2.10.20.4'];

/**
 * `master` above `reseller` above `demo` and `other`; in each, account name = user name = password.
 */
export function seedDirectory(directory: Directory): void {
  const master = addSeedAccount(directory, 'master', [{ username: 'master', firstName: 'Mia', lastName: 'Máster' }], {
    parentId: null,
    isSuperduperAdmin: true,
    isReseller: true,
    phoneNumbers: ['+14155550100'],
  });
  const reseller = addSeedAccount(
    directory,
    'reseller',
    [{ username: 'reseller', firstName: 'Renée', lastName: 'Händler' }],
    { parentId: master.id, isReseller: true, phoneNumbers: ['+14155550110'] },
  );
  addSeedAccount(directory, 'demo', demoPeople, { parentId: reseller.id, phoneNumbers: ['+14155550142'] });
  addSeedAccount(directory, 'other', otherPeople, { parentId: reseller.id, phoneNumbers: ['+14155550177'] });
}

interface Place {
  readonly parentId: string | null;
  readonly phoneNumbers: readonly string[];
  readonly isReseller?: boolean;
  readonly isSuperduperAdmin?: boolean;
}

function addSeedAccount(directory: Directory, name: string, people: readonly Person[], place: Place): Account {
  const account = directory.addAccount({ name, ...place });
  people.forEach((person, index) => {
    const isOwner = index === 0;
    const user = directory.addUser(account.id, {
      ...person,
      password: isOwner ? name : `${person.username}-password`,
      privLevel: isOwner ? 'admin' : 'user',
    });
    account.devices.push({
      id: idOf('device', account.id, user.username),
      name: `Desk phone ${user.extension}`,
      ownerId: user.id,
      sipUsername: `user_${user.extension}`,
      userAgent: userAgents[index % userAgents.length] ?? 'unknown',
      contactIp: `203.0.113.${20 + index}`,
    });
    account.voicemailBoxes.push({
      id: idOf('vmbox', account.id, user.username),
      name: `${user.firstName}'s mailbox`,
      number: user.extension,
      ownerId: user.id,
    });
  });
  const ownerId = account.users[0]?.id ?? '';
  account.conferences.push({
    id: idOf('conference', account.id),
    name: "Réunion d'équipe",
    number: '3000',
    ownerId,
  });
  account.faxboxes.push({
    id: idOf('faxbox', account.id),
    name: 'Fax 🖨',
    number: account.phoneNumbers[0] ?? '',
    ownerId,
  });
  account.queues.push({ id: idOf('queue', account.id), name: 'Support 🛟' });
  return account;
}
