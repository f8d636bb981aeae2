import type { Binding } from '../kazoo/blackhole/binding.ts';
import { CommonDeadline } from '../scheduling/common-deadline.ts';
import { oncePerRun } from '../scheduling/once-per-run.ts';
import type { MissedEvent, RememberedLoss } from '../upstream/history/account-history.ts';
import { notACursor } from '../upstream/history/cursor-expired.ts';
import { type CursorTime, cursorText, type EventClock, readCursor } from '../upstream/history/event-clock.ts';
import type { FleetMember, FleetMembers } from './fleet-members.ts';
import type { FleetLog } from './log/fleet-log.ts';

export interface FleetCursorsOptions {
  readonly log: Pick<FleetLog, 'latest'>;
  readonly members: Pick<FleetMembers, 'find' | 'present'>;
  readonly mode: { readonly epoch: string | undefined; readonly isSettled: boolean };
  /** The order while this instance serves by itself, and its present moment. */
  readonly clock: Pick<EventClock, 'read'>;
  readonly sources: { readonly cursor: string };
  readonly observer: { onFault(error: unknown): void };
}

/** An engine that came back has by then what its owners put back, and replicas lack. */
const putBackMs = 1_000;

/** The cursors that are good at this instance: of the fleet's order, or of its own. */
export class FleetCursors {
  readonly #options: FleetCursorsOptions;
  /** The latest moment that was known when an account's log was then read to its end. */
  #reached = new WeakMap<FleetMember, CursorTime>();
  /** Who follows many accounts asks for each of them. */
  readonly #brought = oncePerRun(() => this.#options.members.present.time);
  /** Whoever asks for moments that nobody has issued makes no timer for each. */
  readonly #waiting = new CommonDeadline<() => void>(putBackMs, (resolve) => resolve());
  #isClosed = false;

  constructor(options: FleetCursorsOptions) {
    this.#options = options;
  }

  /** Everything that is received later comes after it. */
  get present(): string {
    const { mode, members, sources } = this.#options;
    return mode.epoch === undefined ? sources.cursor : cursorText(mode.epoch, members.present.time);
  }

  /**
   * Everything of one account that is received later comes after it. Also where no entry of any
   * account came since this instance has it, and nothing could be resumed after `present`.
   */
  presentOf(accountId: string): string {
    const { mode, members } = this.#options;
    const { account, role } = members.find(accountId) ?? {};
    // Of an account that is being brought, the past may be in another order still.
    const applied = Math.min(account?.applied ?? 0, role?.position ?? 0);
    return mode.epoch === undefined || applied === 0 ? this.present : cursorText(mode.epoch, applied);
  }

  /** Whether clients may have had events after `present`: an account lacks what others have. */
  get areBehind(): boolean {
    const { mode, members } = this.#options;
    return mode.epoch !== undefined && (!mode.isSettled || members.present.isBehind);
  }

  /** @throws `BAD_USER_INPUT` for a text that is not a cursor. */
  check(cursor: string): void {
    this.#timeOf(cursor);
  }

  /** Undefined where that is not known completely. */
  since(cursor: string, accountId: string, bindings: readonly Binding[]): Iterable<MissedEvent> | undefined {
    const [time, member] = this.#find(cursor, accountId);
    if (time === undefined || member === undefined || !this.#isInOrder(member)) return undefined;
    const { account } = member;
    // Other accounts had events since the last entry of this one: nothing of it lies between.
    const isReached = this.#isSolo || this.#hasAllUntil(time, member);
    return account.since(isReached ? Math.min(time, account.applied) : time, bindings);
  }

  /**
   * Resolves when everything up to the cursor is here, or the engine is away; or when it is known
   * that nobody can have issued the cursor.
   */
  async reach(cursor: string, accountId: string): Promise<void> {
    const [time, member] = this.#find(cursor, accountId);
    if (time === undefined || member === undefined || this.#isSolo) return;
    const { account, role } = member;
    const reached = this.#reached;
    const until = reached.get(member);
    const isHere = time <= Math.min(account.applied, role.position);
    if (until !== undefined && (isHere || (time <= until && !role.isBehind))) return;
    try {
      const latest = isHere ? time : await this.#latestFrom(time);
      if (latest === undefined) return;
      this.#options.members.present.join(member);
      const isReached = (await role.catchUp()) || (!isHere && (await this.#catchUpLater(member)));
      // The others of a crowd that moves here come with earlier moments.
      if (isReached) reached.set(member, Math.max(latest, reached.get(member) ?? 0));
    } catch (error) {
      // Where the engine is away by now, `since` says that it does not know.
      this.#options.observer.onFault(error);
    }
  }

  rememberedLoss(cursor: string, accountId: string): RememberedLoss | undefined {
    const [time, member] = this.#find(cursor, accountId);
    if (time === undefined || member === undefined || !this.#isInOrder(member)) return undefined;
    return member.account.rememberedLoss(time);
  }

  /** The engine was away, or its order is another one: it may lack what it had. */
  doubt(): void {
    this.#reached = new WeakMap();
  }

  /** Nobody waits for what is put back any more. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.endAll();
  }

  /** Of an account that comes back from solo the moments are in this instance's order still. */
  #isInOrder({ role }: FleetMember): boolean {
    return this.#isSolo || role.name !== 'joining';
  }

  get #isSolo(): boolean {
    return this.#options.mode.epoch === undefined;
  }

  /**
   * How far the fleet's order has come; undefined where that is not as far as this.
   *
   * @throws what the log throws.
   */
  async #latestFrom(time: CursorTime): Promise<CursorTime | undefined> {
    const { log } = this.#options;
    const latest = await log.latest();
    if (time <= latest) return latest;
    const later = (await this.#untilPutBack()) ? await log.latest() : 0;
    return time <= later ? later : undefined;
  }

  /** @throws what the log throws. */
  async #catchUpLater({ role }: FleetMember): Promise<boolean> {
    return (await this.#untilPutBack()) && (await role.catchUp());
  }

  /** Resolves to false where nobody waits any more. */
  async #untilPutBack(): Promise<boolean> {
    if (!this.#isClosed) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    return !this.#isClosed;
  }

  /**
   * Whether everything of the account is here up to a moment: since the engine was away last, its
   * log was read so far, or to its end at all, and the order was brought so far.
   */
  #hasAllUntil(time: CursorTime, member: FleetMember): boolean {
    const reached = this.#reached.get(member);
    if (reached === undefined) return false;
    return time <= reached || (!member.role.isBehind && time <= this.#brought());
  }

  #find(cursor: string, accountId: string): readonly [CursorTime | undefined, FleetMember | undefined] {
    return [this.#timeOf(cursor), this.#options.members.find(accountId)];
  }

  /**
   * The moment of a cursor in the present order; undefined where it is of another one.
   *
   * @throws `BAD_USER_INPUT` for a text that is not a cursor.
   */
  #timeOf(cursor: string): CursorTime | undefined {
    const { mode, clock } = this.#options;
    const read = readCursor(cursor);
    if (read === undefined) throw notACursor(cursor);
    if (mode.epoch !== undefined) return read.epoch === mode.epoch ? read.time : undefined;
    const own = clock.read(cursor);
    return typeof own === 'number' ? own : undefined;
  }
}
