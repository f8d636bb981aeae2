import pLimit from 'p-limit';
import type { BackoffOptions } from '../../scheduling/backoff.ts';
import { type Gap, mergeGaps } from '../../upstream/history/gap.ts';
import type { DerivedSource, JoinedSource, SourceListener } from '../derived/derived-source.ts';
import { FollowedPart } from '../followed-part.ts';
import type { RemovalReason } from '../live-rows.ts';
import type { SharedTable, TableRequest } from '../shared-table.ts';
import type { ConferenceRows } from './conference-rows.ts';
import type { Room } from './room.ts';
import type { RoomTables } from './room-tables.ts';

export interface FollowedRoomsOptions {
  readonly tables: Pick<RoomTables, 'join'>;
  /** How long after a failure a room is tried again. */
  readonly backoff: BackoffOptions;
  /** How long those who begin wait for rooms that take their time. */
  readonly patienceMs: number;
  /** Called with what says that a room cannot be followed now. */
  readonly onFailed: (accountId: string, error: unknown) => void;
}

interface FollowedRoom {
  readonly part: FollowedPart;
  table: SharedTable<Room> | undefined;
  /** Whether it is known who is in it. */
  isKnown: boolean;
  isTried: boolean;
}

/** Who shows the rows, and is told of what their rooms tell. */
interface Joined {
  readonly request: TableRequest;
  readonly listener: SourceListener;
}

type State =
  | { readonly name: 'new' }
  /** No room has been wanted yet. */
  | { readonly name: 'idle'; readonly joined: Joined }
  /** The first rooms are on their way. */
  | { readonly name: 'waiting'; readonly joined: Joined; readonly timer: NodeJS.Timeout }
  | { readonly name: 'following'; readonly joined: Joined }
  | { readonly name: 'left' };

/** How many rooms are opened at a time. */
const openedAtOnce = 5;

/**
 * The rooms of an account that somebody is in, as a source of the rows that say which these are.
 * One that fails keeps none of the others back.
 */
export class FollowedRooms implements DerivedSource, JoinedSource {
  /** Undefined: as rows of events do, these tell the present moment. */
  readonly takenAt = undefined;
  readonly #rows: ConferenceRows;
  readonly #options: FollowedRoomsOptions;
  readonly #rooms = new Map<string, FollowedRoom>();
  readonly #limit = pLimit(openedAtOnce);
  /** What some rooms have missed, until all have made up for it. */
  #gap: Gap | null = null;
  #state: State = { name: 'new' };

  constructor(rows: ConferenceRows, options: FollowedRoomsOptions) {
    this.#rows = rows;
    this.#options = options;
  }

  get isSettled(): boolean {
    return this.#state.name === 'idle' || this.#state.name === 'following';
  }

  get isBehind(): boolean {
    return this.owedGap !== null;
  }

  get owedGap(): Gap | null {
    let owed = this.#gap;
    for (const { table, isKnown } of this.#rooms.values()) {
      const gap = isKnown ? (table?.owedGap ?? null) : null;
      if (gap !== null) owed = mergeGaps(owed, gap);
    }
    return owed;
  }

  /** The source, whose gaps are told with those of the rooms: when all have made up for them. */
  withGapsOf(source: DerivedSource): DerivedSource {
    return {
      join: (request, listener) =>
        source.join(request, {
          onTaken: (gap) => {
            if (gap === null || !('joined' in this.#state)) listener.onTaken(gap);
            else {
              this.#gap = mergeGaps(this.#gap, gap);
              this.#tell();
            }
          },
          onEnd: (error) => listener.onEnd(error),
        }),
    };
  }

  /** Must be called once at most. */
  join(request: TableRequest, listener: SourceListener): JoinedSource {
    this.#transition({ name: 'idle', joined: { request, listener } });
    this.follow();
    return this;
  }

  leave(): void {
    this.#transition({ name: 'left' });
    this.#limit.clearQueue();
    for (const { part } of this.#rooms.values()) part.close();
    this.#rooms.clear();
  }

  /** Follows the rooms that are wanted by now, and no others. */
  follow(): void {
    if (!('joined' in this.#state)) return;
    const { joined } = this.#state;
    const { wanted } = this.#rows;
    for (const [id, { part }] of this.#rooms) {
      if (wanted.has(id)) continue;
      this.#rooms.delete(id);
      part.close();
      this.#rows.dropRoom(id);
    }
    for (const id of wanted) if (!this.#rooms.has(id)) this.#add(id, joined.request);
    if (this.#state.name !== 'idle' || wanted.size === 0) return;
    const timer = setTimeout(() => this.#settle(), this.#options.patienceMs);
    this.#transition({ name: 'waiting', joined, timer });
  }

  #add(id: string, request: TableRequest): void {
    const { tables, backoff, onFailed } = this.#options;
    this.#rows.awaitRoom(id);
    const part = new FollowedPart({
      open: (onEnd) => {
        const { table, leave } = tables.join(request, id, {
          onChanges: ([change]) =>
            this.#take(room, id, change !== undefined && 'removed' in change ? change.removed.reason : undefined),
          onSnapshot: (gap) => {
            if (gap !== null) this.#gap = mergeGaps(this.#gap, gap);
            this.#take(room, id, 'VANISHED');
          },
          onEnd,
        });
        room.table = table;
        return { opened: table.opened, close: leave };
      },
      onFollowed: () => {
        room.isKnown = true;
        this.#take(room, id, undefined);
      },
      onFailed: (error) => {
        room.isKnown = false;
        onFailed(request.accountId, error);
        this.#rows.loseRoom(id);
        this.#tell();
      },
      onLost: () => undefined,
      backoff,
      inTurn: (work) => void this.#limit(work),
    });
    const room: FollowedRoom = { part, table: undefined, isKnown: false, isTried: false };
    this.#rooms.set(id, room);
    void part.tried.then(() => {
      room.isTried = true;
      if ([...this.#rooms.values()].every(({ isTried }) => isTried)) this.#settle();
    });
  }

  /** Hot: once per change of a room. @param reason why nobody is in it, if so */
  #take(room: FollowedRoom, id: string, reason: RemovalReason | undefined): void {
    if (!room.isKnown || room.table === undefined) return;
    const [row] = room.table.rows();
    this.#rows.putRoom(id, row, reason);
    this.#tell(room);
  }

  /** @param repaired the room that has made up for what it missed, though it says so only later */
  #tell(repaired?: FollowedRoom): void {
    if (!('joined' in this.#state)) return;
    const { listener } = this.#state.joined;
    const isOwed = [...this.#rooms.values()].some(
      (room) => room !== repaired && room.isKnown && (room.table?.owedGap ?? null) !== null,
    );
    const gap = isOwed ? null : this.#gap;
    if (!isOwed) this.#gap = null;
    listener.onTaken(gap);
  }

  #settle(): void {
    if (this.#state.name !== 'waiting') return;
    this.#transition({ name: 'following', joined: this.#state.joined });
    this.#tell();
  }

  #transition(next: State): void {
    if (this.#state.name === 'waiting') clearTimeout(this.#state.timer);
    this.#state = next;
  }
}
