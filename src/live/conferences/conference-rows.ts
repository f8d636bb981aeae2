import { isDeepStrictEqual } from 'node:util';
import { isPlainAmqpWord } from '../../kazoo/blackhole/amqp-word.ts';
import { isKazooId } from '../../kazoo/crossbar/crossbar-value.ts';
import type { Call, RemovedCall } from '../calls/call.ts';
import type { DerivedRows, SourceRows } from '../derived/derived-rows.ts';
import type { RemovalReason, RemovedRow, RowChanges } from '../live-rows.ts';
import { OwnedThings } from '../people/owned-things.ts';
import type { ListedConference } from './listed-conference.ts';
import type { LiveConference, Room } from './room.ts';

/** What is known of who is in a conference. */
type RoomState =
  | { readonly name: 'awaited' }
  /** Nobody is in it where `room` is undefined. */
  | { readonly name: 'known'; readonly room: Room | undefined }
  /** Kazoo does not tell, for now. */
  | { readonly name: 'unknown' };

/** Kazoo is asked for all legs of the account at each repair of one of them. */
const maxWithoutDocument = 10;

/**
 * The least time from one news of who talks to the next: the switch tells it several times a
 * second.
 */
const talkPauseMs = 500;

/**
 * The conferences of an account that somebody is in: from Kazoo's list of conferences, from the
 * legs that enter one, and from the tables of those that run. A change costs what its own
 * conference does.
 *
 * A conference can lack a document: one under a name that a callflow makes up is on the switch
 * alone. Only a leg tells of it, which may be in one of another account, so it is shown once Kazoo
 * has sent its events to this account.
 */
export class ConferenceRows implements DerivedRows<LiveConference, RemovedRow> {
  readonly listed: SourceRows<ListedConference, RemovedRow>;
  readonly calls: SourceRows<Call, RemovedCall>;
  readonly #accountId: string;
  readonly #maxFollowed: number;
  readonly #onWanted: () => void;
  readonly #listed = new Map<string, ListedConference>();
  /** By their conference. */
  readonly #calls = new OwnedThings<true>();
  /** The conferences that are followed. */
  readonly #rooms = new Map<string, RoomState>();
  readonly #rows = new Map<string, LiveConference>();
  #touched = new Set<string>();
  /** The conferences of which is told later who talks, and when, in milliseconds since 1970. */
  readonly #talkDueAtMs = new Map<string, number>();
  readonly #talkToldAtMs = new Map<string, number>();
  readonly #reasons = new Map<string, RemovalReason>();

  /**
   * @param maxFollowed of how many it is known who is in them
   * @param onWanted called when the conferences to be followed may have changed
   */
  constructor(accountId: string, maxFollowed: number, onWanted: () => void) {
    this.#accountId = accountId;
    this.#maxFollowed = maxFollowed;
    this.#onWanted = onWanted;
    this.listed = {
      reset: (rows) => {
        const all = new Map(Array.from(rows, (row) => [row.id, row]));
        for (const id of this.#listed.keys()) if (!all.has(id)) this.#list(id, undefined);
        for (const [id, row] of all) this.#list(id, row);
        this.#onWanted();
      },
      take: (changes) => {
        for (const { id, after } of changes) this.#list(id, after);
        this.#onWanted();
      },
    };
    this.calls = {
      reset: (rows) => {
        const all = new Map(Array.from(rows, (row) => [row.id, row]));
        for (const id of [...this.#calls.ids]) if (!all.has(id)) this.#calls.put(id, noParts);
        for (const [id, call] of all) this.#calls.put(id, conferenceOf(call));
        this.#onWanted();
      },
      take: (changes) => {
        let isOfConference = false;
        for (const { id, after } of changes)
          if (this.#calls.put(id, after === undefined ? noParts : conferenceOf(after)).length > 0)
            isOfConference = true;
        if (isOfConference) this.#onWanted();
      },
    };
  }

  get size(): number {
    return this.#rows.size;
  }

  /**
   * The conferences that somebody is in, or seems to be. Where there are too many, those with a
   * document come first, and of these, and of the others, those that are followed already: else
   * they would be left and followed again as others come and go.
   */
  get wanted(): ReadonlySet<string> {
    const followed = [...this.#rooms.keys()];
    const withDocument = new Set([...followed.filter((id) => this.#listed.has(id)), ...this.#listed.keys()]);
    const wanted = new Set([...withDocument].filter((id) => this.#seemsToRun(id)).slice(0, this.#maxFollowed));
    const most = Math.min(this.#maxFollowed, wanted.size + maxWithoutDocument);
    for (const id of [...followed, ...this.#calls.owners]) {
      if (wanted.size >= most) break;
      if (this.#seemsToRun(id)) wanted.add(id);
    }
    return wanted;
  }

  get dueAtMs(): number | undefined {
    let dueAtMs: number | undefined;
    for (const atMs of this.#talkDueAtMs.values()) dueAtMs = Math.min(dueAtMs ?? atMs, atMs);
    return dueAtMs;
  }

  turn(): void {
    const nowMs = Date.now();
    for (const [id, dueAtMs] of this.#talkDueAtMs) if (dueAtMs <= nowMs) this.#touched.add(id);
  }

  /** The room is followed: it is known soon who is in it. */
  awaitRoom(id: string): void {
    this.#rooms.set(id, { name: 'awaited' });
  }

  /** Takes who is in a room. @param reason why nobody is any more */
  putRoom(id: string, room: Room | undefined, reason: RemovalReason = 'ENDED'): void {
    const before = this.#roomOf(id);
    this.#rooms.set(id, { name: 'known', room });
    if (room === undefined || before?.steadyVersion !== room.steadyVersion) this.#touched.add(id);
    else if (before !== room) this.#noteTalk(id);
    if (before === undefined || room !== undefined) return;
    this.#reasons.set(id, reason);
    // Unless the list or a leg says that somebody is, it need not be followed.
    this.#onWanted();
  }

  /** Kazoo does not tell who is in the room, for now. */
  loseRoom(id: string): void {
    this.#rooms.set(id, { name: 'unknown' });
    this.#touched.add(id);
  }

  /** The room is not followed any more. */
  dropRoom(id: string): void {
    this.#rooms.delete(id);
    this.#touched.add(id);
  }

  takeChanges(): RowChanges<LiveConference, RemovedRow> {
    if (this.#touched.size === 0) return unchanged;
    const changed: LiveConference[] = [];
    const removed: RemovedRow[] = [];
    for (const id of this.#touched) {
      this.#talkDueAtMs.delete(id);
      const before = this.#rows.get(id);
      const after = this.#make(id);
      if (after === undefined) {
        this.#talkToldAtMs.delete(id);
        if (this.#rows.delete(id)) removed.push({ id, reason: this.#reasons.get(id) ?? 'VANISHED' });
      } else if (!isDeepStrictEqual(before, after)) {
        this.#rows.set(id, after);
        this.#talkToldAtMs.set(id, Date.now());
        changed.push(after);
      }
    }
    this.#touched = new Set();
    this.#reasons.clear();
    return { changed, removed };
  }

  #seemsToRun(id: string): boolean {
    const listed = this.#listedAs(id);
    if (listed === undefined) return false;
    const hasCalls = !this.#calls.of(id)[Symbol.iterator]().next().done;
    return listed.runningAt !== null || hasCalls || this.#roomOf(id) !== undefined;
  }

  /** Undefined for a conference of another account, and for a name that no binding can have. */
  #listedAs(id: string): ListedConference | undefined {
    const listed = this.#listed.get(id);
    const canLackDocument = !isKazooId(id) && isPlainAmqpWord(id);
    return listed === undefined && canLackDocument ? withoutDocument(id, this.#accountId) : listed;
  }

  #list(id: string, row: ListedConference | undefined): void {
    if (row === undefined) this.#listed.delete(id);
    else this.#listed.set(id, row);
    this.#touched.add(id);
  }

  #noteTalk(id: string): void {
    const nowMs = Date.now();
    const toldAtMs = this.#talkToldAtMs.get(id) ?? 0;
    // The clock may have been set back.
    if (nowMs >= toldAtMs + talkPauseMs || nowMs < toldAtMs) this.#touched.add(id);
    else if (!this.#talkDueAtMs.has(id)) this.#talkDueAtMs.set(id, toldAtMs + talkPauseMs);
  }

  #roomOf(id: string): Room | undefined {
    const state = this.#rooms.get(id);
    return state?.name === 'known' ? state.room : undefined;
  }

  #make(id: string): LiveConference | undefined {
    const listed = this.#listedAs(id);
    if (listed === undefined) return undefined;
    const state = this.#rooms.get(id) ?? { name: 'unknown' };
    if (state.name === 'awaited') return undefined;
    const { runningAt, ...conference } = listed;
    const live = { ...conference, durationSeconds: null };
    if (state.name === 'unknown') return runningAt === null ? undefined : { ...live, participants: null };
    const { room } = state;
    if (room === undefined) return undefined;
    const { participants, members, moderators, lock } = room;
    const isLockNews = lock !== null && (runningAt === null || lock.heardAt >= runningAt);
    return {
      ...live,
      ownerIds: [...new Set([...listed.ownerIds, ...room.ownerIds])],
      members,
      moderators,
      isLocked: isLockNews ? lock.isLocked : listed.isLocked,
      participants,
    };
  }
}

const noParts = new Map<string, never>();
const unchanged = { changed: [], removed: [] };

/** A conference of which Kazoo's list knows nothing. */
function withoutDocument(id: string, accountId: string): ListedConference {
  const unknown = { ownerId: null, conferenceNumbers: null, members: null, moderators: null, isLocked: null };
  const ofNoUser = { owners: [], ownerIds: [] };
  return { id, accountId, name: id, ...unknown, ...ofNoUser, durationSeconds: null, runningAt: null };
}

function conferenceOf({ conferenceId }: Call): ReadonlyMap<string, true> {
  return conferenceId === null ? noParts : new Map([[conferenceId, true]]);
}
