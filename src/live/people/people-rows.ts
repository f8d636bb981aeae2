import { isDeepStrictEqual } from 'node:util';
import type { Registration } from '../../kazoo/collections/registrations.ts';
import type { User } from '../../kazoo/collections/users.ts';
import type { Call, RemovedCall } from '../calls/call.ts';
import type { DerivedRows, SourceRows } from '../derived/derived-rows.ts';
import type { LiveRow, RemovedRow, RowChanges } from '../live-rows.ts';
import type { PolledRow } from '../polls/polled-row.ts';
import { OwnedThings } from './owned-things.ts';
import type { Person, PersonState } from './person.ts';
import { comparePersonal, type PersonalCall, personalCalls } from './personal-call.ts';

type SourceName = 'users' | 'registrations' | 'calls';

/** How Kazoo's list of users calls it that somebody does not want to be disturbed. */
const doNotDisturb = 'do_not_disturb';
const noParts = new Map<string, never>();

/**
 * The users of an account with what they do: from the lists of users and of registered phones, and
 * from the live calls. A change of a call costs what the users in it cost, and one of a list what
 * the users that it names do.
 */
export class PeopleRows implements DerivedRows<Person, RemovedRow> {
  readonly users: SourceRows<PolledRow<User>, RemovedRow>;
  readonly registrations: SourceRows<PolledRow<Registration>, RemovedRow>;
  readonly calls: SourceRows<Call, RemovedCall>;
  readonly #users = new OwnedThings<PolledRow<User>>();
  /** What tells phones apart: the device of a registration, or else the registration. */
  readonly #phones = new OwnedThings<string>();
  readonly #calls = new OwnedThings<PersonalCall>();
  /** The sources of which nothing is known yet. */
  readonly #awaited = new Set<SourceName>(['users', 'registrations', 'calls']);
  #hasPhones = true;
  /** Whether the operator hides whose a phone is. */
  #hidesOwners = false;
  /** The people of whom something may have changed. */
  #touched = new Set<string>();
  readonly #rows = new Map<string, Person>();

  constructor() {
    this.users = this.#source('users', this.#users, (user) => new Map([[user.id, user]]));
    const phones = this.#source<PolledRow<Registration>, RemovedRow, string>('registrations', this.#phones, (row) => {
      this.#hidesOwners ||= row.ownerId === null && row.owners.length > 0;
      return phoneOf(row);
    });
    this.registrations = {
      ...phones,
      reset: (rows, gap) => {
        phones.reset(rows, gap);
        this.#knowPhones(true);
      },
      lose: () => {
        this.#awaited.delete('registrations');
        this.#knowPhones(false);
      },
    };
    this.calls = this.#source('calls', this.#calls, personalCalls);
  }

  get size(): number {
    return this.#rows.size;
  }

  takeChanges(): RowChanges<Person, RemovedRow> {
    // A person would seem to change while the sources come to be known one after another.
    if (this.#awaited.size > 0 || this.#touched.size === 0) return unchanged;
    const changed: Person[] = [];
    const removed: RemovedRow[] = [];
    for (const userId of this.#touched) {
      const before = this.#rows.get(userId);
      const [user] = this.#users.of(userId);
      if (user === undefined) {
        if (this.#rows.delete(userId) && before !== undefined) removed.push({ id: before.id, reason: 'VANISHED' });
        continue;
      }
      const after = this.#make(user, before);
      if (isDeepStrictEqual(before, after)) continue;
      this.#rows.set(userId, after);
      changed.push(after);
    }
    this.#touched = new Set();
    return { changed, removed };
  }

  #knowPhones(hasPhones: boolean): void {
    if (this.#hasPhones === hasPhones) return;
    this.#hasPhones = hasPhones;
    for (const userId of this.#users.ids) this.#touched.add(userId);
  }

  #source<Row extends LiveRow, Removed extends RemovedRow, Thing>(
    name: SourceName,
    things: OwnedThings<Thing>,
    partsOf: (row: Row) => ReadonlyMap<string, Thing>,
  ): SourceRows<Row, Removed> {
    const put = (id: string, parts: ReadonlyMap<string, Thing>): void => {
      for (const userId of things.put(id, parts)) this.#touched.add(userId);
    };
    return {
      reset: (rows) => {
        this.#awaited.delete(name);
        const all = new Map([...rows].map((row) => [row.id, row]));
        for (const id of [...things.ids]) if (!all.has(id)) put(id, noParts);
        for (const [id, row] of all) put(id, partsOf(row));
      },
      take: (changes) => {
        for (const { id, after } of changes) put(id, after === undefined ? noParts : partsOf(after));
      },
    };
  }

  #make({ id: userId, accountId, firstName, lastName, features }: PolledRow<User>, before: Person | undefined): Person {
    const call = this.#callOf(userId);
    const phones = this.#hasPhones && !this.#hidesOwners ? new Set(this.#phones.of(userId)).size : null;
    const state = call?.state ?? restingState(features, phones);
    return {
      id: `person/${userId}`,
      ownerIds: [userId],
      accountId,
      userId,
      firstName,
      lastName,
      state,
      since: call === undefined ? sinceWhen(state, before) : new Date(call.sinceMs),
      call: call === undefined ? null : { rowId: call.rowId, direction: call.direction, otherParty: call.otherParty },
      phonesRegistered: phones,
    };
  }

  #callOf(userId: string): PersonalCall | undefined {
    let shown: PersonalCall | undefined;
    for (const call of this.#calls.of(userId))
      if (shown === undefined || comparePersonal(call, shown) > 0) shown = call;
    return shown;
  }
}

const unchanged = { changed: [], removed: [] };

function phoneOf({ id, ownerId, authorizingId }: PolledRow<Registration>): ReadonlyMap<string, string> {
  return ownerId === null ? noParts : new Map([[ownerId, authorizingId ?? id]]);
}

function restingState(features: readonly string[] | null, phones: number | null): PersonState {
  if (features?.includes(doNotDisturb)) return 'DO_NOT_DISTURB';
  return phones === 0 ? 'OFFLINE' : 'AVAILABLE';
}

/** Nobody tells since when somebody is not in a call: now, if that is new. */
function sinceWhen(state: PersonState, before: Person | undefined): Date | null {
  if (before === undefined) return null;
  return before.state === state ? before.since : new Date();
}
