import { type Account, idOf } from '../../../src/simulator/directory/account.ts';
import { gregorianSeconds } from '../../../src/simulator/gregorian.ts';
import type { JsonObject } from '../../../src/simulator/json.ts';
import type { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import type { Harness } from '../../harness/gateway-harness.ts';

const people = [
  ['Aoife', "O'Brien"],
  ['Bram', 'de Vries'],
  ['Chloé', 'Lambert'],
  ['Diego', 'Fernández'],
  ['Ольга', 'Смирнова'],
  ['Sara', 'Lindqvist'],
  ['שרה', 'לוי'],
  ['Zoë', 'Müller'],
] as const;

type Owner = (typeof people)[number][0];

interface ShownCall {
  readonly from: readonly [name: string, number: string];
  readonly to: Owner;
  readonly secondsAgo: number;
  readonly last?: 'CHANNEL_ANSWER' | 'CHANNEL_HOLD';
}

const calls: readonly ShownCall[] = [
  { from: ['Harbour Café', '+35315550144'], to: 'Diego', secondsAgo: 8 },
  { from: ['Liam Walsh', '+14155550181'], to: 'Sara', secondsAgo: 3 },
  { from: ['Fatima Zahra', '+212522550120'], to: 'Bram', secondsAgo: 96, last: 'CHANNEL_HOLD' },
  { from: ["Siobhán O'Neill", '+35315550199'], to: 'Aoife', secondsAgo: 42, last: 'CHANNEL_ANSWER' },
  { from: ['Nordlicht GmbH', '+4930555012'], to: 'Zoë', secondsAgo: 187, last: 'CHANNEL_ANSWER' },
  { from: ['Chloé Lambert', '1003'], to: 'Ольга', secondsAgo: 320, last: 'CHANNEL_ANSWER' },
];

export const busyLogin = { accountName: 'Blue Harbour', username: 'aoife', password: 'harbour' };

/** Makes an account whose names every machine has the letters for. */
export function addBusyAccount({ kazoo }: Pick<Harness, 'kazoo'>): void {
  const { accountName, username, password } = busyLogin;
  const users = people.map(([firstName, lastName], index) => ({
    username: index === 0 ? username : `user${index}`,
    ...{ password, firstName, lastName, privLevel: 'admin' as const },
  }));
  const account = kazoo.directory.addAccount({ name: accountName, users });
  account.users.forEach(({ id, firstName, extension }, index) => {
    const name = `${firstName}'s phone`;
    const [userAgent, contactIp] = [index % 2 === 0 ? 'Yealink SIP-T54W' : 'Grandstream GXP2170', `203.0.113.${index}`];
    account.devices.push({ id: idOf('phone', id), name, ownerId: id, sipUsername: extension, userAgent, contactIp });
    account.voicemailBoxes.push({ id: idOf('box', id), name: firstName, number: extension, ownerId: id });
  });
  meet(kazoo, account);
  wait(kazoo, account);
}

/** Three of them are in a conference, and one of these talks. */
function meet({ live }: KazooSimulator, { id, conferences, users }: Account): void {
  const conferenceId = idOf('room', id);
  conferences.push({ id: conferenceId, name: 'Stand-up', number: '3000', ownerId: '' });
  users.slice(0, 3).forEach(({ firstName, lastName, extension }, index) => {
    live.join({
      conferenceId,
      participantId: index + 1,
      callId: `room-${index}`,
      joinedAtMs: Date.now() - 65_000,
      isModerator: index === 0,
      callerName: `${firstName} ${lastName}`,
      callerNumber: extension,
      variables: { talking: index === 1, speak: index !== 2 },
    });
  });
}

/** Somebody waits in a queue, and three agents are there. */
function wait({ live }: KazooSimulator, { id, queues, users }: Account): void {
  const queueId = idOf('queue', id);
  queues.push({ id: queueId, name: 'Support' });
  for (const [index, status] of ['ready', 'ready', 'connected'].entries())
    live.setAgentStatus(id, users[index]?.id ?? '', status);
  const entered = gregorianSeconds(Date.now()) - 34;
  const call = { queue_id: queueId, call_id: 'queued', status: 'waiting', entered_timestamp: entered };
  live.setQueueCalls(id, [{ id: `queued::${queueId}`, ...call }]);
}

/** Lets its calls begin, as if some time ago, and its phones do what they do. */
export function tellBusyAccount({ kazoo }: Pick<Harness, 'kazoo'>): void {
  const account = kazoo.directory.account(busyLogin.accountName);
  calls.forEach(({ from: [callerName, callerNumber], to, secondsAgo, last }, index) => {
    const user = account.users.find(({ firstName }) => firstName === to);
    const caller = account.users.find(({ extension }) => extension === callerNumber);
    if (user === undefined) throw new Error(`${to} is nobody there.`);
    const startedAt = gregorianSeconds(Date.now()) - secondsAgo;
    const tell = (leg: 'caller' | 'callee', event: string, delaySeconds: number): void => {
      const owner = leg === 'callee' ? user : caller;
      const fields: JsonObject = {
        call_id: `busy-${index}-${leg}`,
        other_leg_call_id: `busy-${index}-${leg === 'caller' ? 'callee' : 'caller'}`,
        call_direction: leg === 'caller' ? 'inbound' : 'outbound',
        caller_id_name: callerName,
        caller_id_number: callerNumber,
        callee_id_name: `${user.firstName} ${user.lastName}`,
        callee_id_number: user.extension,
        timestamp: startedAt + delaySeconds,
        msg_id: `${(Date.now() - (secondsAgo - delaySeconds) * 1000) * 1000}`,
        custom_channel_vars: {
          account_id: account.id,
          call_interaction_id: `busy-${index}`,
          ...(owner === undefined
            ? { authorizing_type: 'resource', inception: callerNumber }
            : { owner_id: owner.id, authorizing_id: idOf('phone', owner.id), authorizing_type: 'device' }),
        },
      };
      kazoo.publishCall(account.id, event, fields);
    };
    for (const leg of ['caller', 'callee'] as const) {
      tell(leg, 'CHANNEL_CREATE', 0);
      if (last !== undefined) tell(leg, 'CHANNEL_ANSWER', 1);
    }
    if (last === 'CHANNEL_HOLD') tell('callee', 'CHANNEL_HOLD', 60);
  });
}
