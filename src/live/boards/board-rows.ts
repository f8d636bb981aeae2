import { isDeepStrictEqual } from 'node:util';
import type { Gap } from '../../upstream/history/gap.ts';
import type { Call, CallState, RemovedCall } from '../calls/call.ts';
import type { DerivedRows, SourceRows } from '../derived/derived-rows.ts';
import type { RemovedRow, RowChanges } from '../live-rows.ts';
import type { RowChange } from '../shown-rows.ts';
import type { AccountBoard } from './account-board.ts';
import type { LocalDay, LocalDays } from './local-days.ts';
import { OrderedMoments } from './ordered-moments.ts';

export interface BoardOptions {
  readonly accountId: string;
  /** The only user whose calls count. Default: all calls do. */
  readonly ownerId?: string | undefined;
  /** The account's time zone, as far as it is known by now: one of the IANA database. */
  readonly timezone: () => string | undefined;
  /** Shared by all boards. */
  readonly days: LocalDays;
}

/** What is kept of a call that is up. */
interface UpCall {
  /** What the call counts as at present; undefined for one that is another user's by now. */
  readonly state: CallState | undefined;
  readonly sinceMs: number;
  /** The day on which its answer was counted; -1 for one answered before; undefined for none. */
  readonly answeredOn: number | undefined;
}

/** The time zone of an account whose own is not known. */
const universalTime = 'UTC';
const beforeCounting = -1;

/**
 * The board of an account, or of one user: a single row, counted from the live calls. A change of a
 * call costs the same however many there are, but for a binary search of its moment among those
 * that ring. About 100 bytes are kept for each call that is up.
 */
export class BoardRows implements DerivedRows<AccountBoard, RemovedRow>, SourceRows<Call, RemovedCall> {
  readonly size = 1;
  readonly #options: BoardOptions;
  #calls = new Map<string, UpCall>();
  #counts: Record<CallState, number> = noCalls();
  readonly #ringingSince = new OrderedMoments();
  #answered = 0;
  #missed = 0;
  #countedSinceMs: number | undefined;
  #isComplete = true;
  #timezone: string;
  #day: LocalDay;
  /** Counts the midnights that have passed. */
  #today = 0;
  #row: AccountBoard | undefined;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#timezone = options.timezone() ?? universalTime;
    this.#day = options.days.around(Date.now(), this.#timezone);
  }

  get dueAtMs(): number {
    return this.#day.endMs;
  }

  turn(): void {
    const timezone = this.#options.timezone() ?? universalTime;
    const nowMs = Date.now();
    if (timezone === this.#timezone && nowMs >= this.#day.startMs && nowMs < this.#day.endMs) return;
    this.#timezone = timezone;
    this.#day = this.#options.days.around(nowMs, timezone);
    if (this.#countedSinceMs === undefined || this.#countedSinceMs >= this.#day.startMs) return;
    this.#countedSinceMs = this.#day.startMs;
    this.#isComplete = true;
    this.#today += 1;
    this.#answered = 0;
    this.#missed = 0;
  }

  reset(calls: Iterable<Call>, gap: Gap | null): void {
    this.turn();
    const known = this.#calls;
    const isFirst = this.#countedSinceMs === undefined;
    this.#countedSinceMs ??= Date.now();
    if (gap !== null) this.#isComplete = false;
    this.#calls = new Map();
    this.#counts = noCalls();
    this.#ringingSince.clear();
    for (const call of calls) {
      if (!known.has(call.id) && !this.#isOwn(call)) continue;
      // A call that was answered before the first list may have been answered on any day.
      const isBefore = isFirst && this.#isAnswered(call);
      this.#put(call, isBefore ? beforeCounting : known.get(call.id)?.answeredOn);
    }
  }

  take(changes: readonly RowChange<Call, RemovedCall>[]): void {
    this.turn();
    for (const change of changes) {
      const known = this.#calls.get(change.id);
      if (known !== undefined) this.#count(known, -1);
      if (change.after !== undefined) {
        if (known !== undefined || this.#isOwn(change.after)) this.#put(change.after, known?.answeredOn);
      } else if (known !== undefined) {
        this.#calls.delete(change.id);
        if (change.before?.direction === 'INBOUND') this.#conclude(known, change.removed);
      }
    }
  }

  takeChanges(): RowChanges<AccountBoard, RemovedRow> {
    const row = this.#make();
    if (row === undefined || isDeepStrictEqual(row, this.#row)) return unchanged;
    this.#row = row;
    return { changed: [row], removed: [] };
  }

  #put(call: Call, answeredOn: number | undefined): void {
    const isNews = answeredOn === undefined && call.direction === 'INBOUND' && this.#isAnswered(call);
    if (isNews) this.#answered += 1;
    const up: UpCall = {
      state: this.#isOwn(call) ? call.state : undefined,
      sinceMs: call.since.getTime(),
      answeredOn: isNews ? this.#today : answeredOn,
    };
    this.#calls.set(call.id, up);
    this.#count(up, 1);
  }

  #count({ state, sinceMs }: UpCall, by: 1 | -1): void {
    if (state === undefined) return;
    this.#counts[state] += by;
    if (state !== 'RINGING') return;
    if (by === 1) this.#ringingSince.add(sinceMs);
    else this.#ringingSince.remove(sinceMs);
  }

  /** Counts how an incoming call came to its end: missed is what `missedCalls` tells of those. */
  #conclude({ answeredOn }: UpCall, { reason, wasAnswered, isFax = false }: RemovedCall): void {
    // Counted as two, it has turned out to be one.
    if (reason === 'MERGED' && answeredOn === this.#today) this.#answered -= 1;
    if (answeredOn !== undefined) return;
    if (reason === 'ENDED' && wasAnswered === false && !isFax) this.#missed += 1;
    // The end itself tells of an answer that nobody had told before, though not by whom.
    if (reason === 'ENDED' && wasAnswered === true && this.#options.ownerId === undefined) this.#answered += 1;
    if (reason === 'VANISHED') this.#isComplete = false;
  }

  #isOwn({ ownerIds }: Call): boolean {
    const { ownerId } = this.#options;
    return ownerId === undefined || ownerIds.includes(ownerId);
  }

  #isAnswered({ wasAnswered, answererIds }: Call): boolean {
    const { ownerId } = this.#options;
    return ownerId === undefined ? wasAnswered : answererIds.includes(ownerId);
  }

  #make(): AccountBoard | undefined {
    if (this.#countedSinceMs === undefined) return undefined;
    const { accountId, ownerId } = this.#options;
    const { firstMs } = this.#ringingSince;
    return {
      id: `board/${accountId}`,
      accountId,
      ownerIds: ownerId === undefined ? [] : [ownerId],
      ringing: this.#counts.RINGING,
      talking: this.#counts.ANSWERED,
      held: this.#counts.ON_HOLD,
      parked: this.#counts.PARKED,
      longestRingSince: firstMs === undefined ? null : new Date(firstMs),
      answeredToday: this.#answered,
      missedToday: this.#missed,
      countedSince: new Date(this.#countedSinceMs),
      countsComplete: this.#isComplete,
      timezone: this.#timezone,
    };
  }
}

const unchanged = { changed: [], removed: [] };

function noCalls(): Record<CallState, number> {
  return { RINGING: 0, ANSWERED: 0, ON_HOLD: 0, PARKED: 0 };
}
