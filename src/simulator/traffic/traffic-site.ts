import type { After } from '../after.ts';
import type { Account, Device, User } from '../directory/account.ts';
import { fullName } from '../directory/account.ts';
import type { Channel, LiveState } from '../directory/live-state.ts';
import { gregorianSeconds } from '../gregorian.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import type { Random } from '../random.ts';
import type { Publisher } from './publisher.ts';

/** Who is at one end of a leg. A party without a device sits behind a carrier. */
export interface Party {
  readonly name: string;
  readonly number: string;
  readonly user?: User;
  readonly device?: Device;
}

/** What a story needs: the account it happens in, and the means to tell it. */
export interface TrafficSite {
  readonly account: Account;
  readonly resellerId: string;
  readonly publisher: Publisher;
  readonly live: LiveState;
  readonly behaviour: KazooBehaviour;
  readonly random: Random;
  readonly now: () => number;
  readonly after: After;
  /** Last revisions of the users and devices that were saved, by document id. */
  readonly revisions: Map<string, number>;
}

/**
 * A generator yields the milliseconds until it goes on. What it leaves open it ends in `finally`.
 */
export type Story = Generator<number, void>;

/** Nobody of the accounts. Of the last one the carrier tells no name: Kazoo puts the number. */
const strangers: readonly Party[] = [
  { name: 'Harbour Café', number: '+35315550144' },
  { name: 'Chloé Lambert', number: '+33155550162' },
  { name: 'Nordlicht GmbH', number: '+493055550120' },
  { name: 'Анна Волкова', number: '+74955550123' },
  { name: 'דוד כהן', number: '+97235550100' },
  { name: '佐藤 花子 🌊', number: '+81355550133' },
  { name: 'Fatima Zahra', number: '+212522550120' },
  { name: "Siobhán O'Neill", number: '+35315550199' },
  { name: 'Luis Peña', number: '+5491155550199' },
  { name: '+14155550199', number: '+14155550199' },
];

/** What is up when somebody is chosen. */
interface Lines {
  readonly channels: ReadonlyMap<string, Pick<Channel, 'callerNumber' | 'calleeNumber'>>;
}

/** Somebody outside, who is on no other call if anybody is not. */
export function anyStranger({ live, random }: { readonly live: Lines; readonly random: Random }): Party {
  const busy = new Set([...live.channels.values()].flatMap((leg) => [leg.callerNumber, leg.calleeNumber]));
  const free = strangers.filter(({ number }) => !busy.has(number));
  return random.pick(free.length > 0 ? free : strangers);
}

/**
 * Different people of the account, in random order, those first who are on no call; as many as
 * there are, if fewer than `count`.
 */
export function anyColleagues(site: TrafficSite, count: number): readonly Party[] {
  const busy = new Set([...site.live.channels.values()].map(({ ownerId }) => ownerId));
  const users = shuffled(site.account.users, site.random);
  const [free, others] = [users.filter(({ id }) => !busy.has(id)), users.filter(({ id }) => busy.has(id))];
  return [...free, ...others].slice(0, count).map((user) => colleague(site, user));
}

function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.integer(0, left.length - 1), 1));
}

/** A number `*97`-like that callflows answer themselves. */
export function serviceParty(name: string, number: string): Party {
  return { name, number };
}

export function newInteractionId(site: TrafficSite): string {
  return `${gregorianSeconds(site.now())}-${site.random.hex(8)}`;
}

/** Half of the switches' ids hold an `@` and dots, which have to be encoded in routing keys. */
export function newCallId(site: TrafficSite): string {
  const id = site.random.uuid();
  return site.random.chance(0.5) ? `${id}@192.0.2.${site.random.integer(1, 254)}` : id;
}

function colleague({ account }: TrafficSite, user: User): Party {
  const device = account.devices.find((candidate) => candidate.ownerId === user.id);
  return { name: fullName(user), number: user.extension, user, ...(device === undefined ? {} : { device }) };
}
