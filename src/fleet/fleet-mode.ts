/** What this instance is to its fleet. */
export type FleetMode =
  /** The engine has not answered yet. */
  | { readonly name: 'starting' }
  | { readonly name: 'fleet'; readonly epoch: string }
  /** The engine does not answer right now: what comes waits for it. */
  | { readonly name: 'waiting'; readonly epoch: string }
  /** Serves its own clients by its own connections. */
  | { readonly name: 'solo' };

export interface FleetModeListener {
  /** Takes its place, or another one, in the order of this epoch. */
  onJoin(epoch: string): void;
  /** The engine is back, in the same order, before anybody served by itself. */
  onBack(epoch: string): void;
  onSolo(): void;
  /** Every change, before what it causes. */
  onMode(mode: FleetMode['name'], reason: string | undefined): void;
}

/** A busy machine takes seconds to connect. */
const startTimeoutMs = 10_000;
/** An engine that was tried in vain at the start is waited for that long. */
const awayAtStartMs = 2_000;
/** A connection that failed is replaced at once; where that fails, too, the engine is away. */
const maxWaitMs = 1_000;
/** The engine must have answered for so long before an instance that serves by itself trusts it. */
const soloEndsAfterMs = 10_000;
/** An owner puts back what an engine lost while its lease is good (owned-account.ts), or nobody. */
const putBackWithinMs = 3_000;

/** Decides whether this instance is part of its fleet, by what its link to the engine tells. */
export class FleetModeSwitch {
  readonly #listener: FleetModeListener;
  #mode: FleetMode = { name: 'starting' };
  /** Why the engine cannot be used, as it was told last. */
  #failure = 'The engine did not answer at the start.';
  #timer: NodeJS.Timeout;
  #changedAtMs = performance.now();

  constructor(listener: FleetModeListener) {
    this.#listener = listener;
    this.#timer = setTimeout(() => this.goSolo(this.#failure), startTimeoutMs);
  }

  get name(): FleetMode['name'] {
    return this.#mode.name;
  }

  /** Of the fleet's order, while this instance has a place in it. */
  get epoch(): string | undefined {
    return 'epoch' in this.#mode ? this.#mode.epoch : undefined;
  }

  /** Whether the log lacks nothing by now that an engine had lost, and was told of before. */
  get isSettled(): boolean {
    return performance.now() - this.#changedAtMs >= putBackWithinMs;
  }

  /** The engine answers, and names its order. */
  up(epoch: string): void {
    const mode = this.#mode;
    if (mode.name === 'solo') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#join(epoch), soloEndsAfterMs);
    } else if (mode.name === 'waiting' && mode.epoch === epoch) {
      this.#transition({ name: 'fleet', epoch }, undefined);
      this.#listener.onBack(epoch);
    } else this.#join(epoch);
  }

  /** The engine does not answer. */
  down(reason: string): void {
    this.#failure = reason;
    if (this.#mode.name === 'solo') clearTimeout(this.#timer);
    if (this.#mode.name === 'starting') this.#goSoloAfter(awayAtStartMs);
    if (this.#mode.name !== 'fleet') return;
    this.#transition({ name: 'waiting', epoch: this.#mode.epoch }, reason);
    this.#goSoloAfter(maxWaitMs);
  }

  /**
   * The fleet is of no use right now.
   *
   * @param epoch where the engine answers all the same: it is tried again after a while
   */
  goSolo(reason: string, epoch?: string): void {
    if (this.#mode.name === 'solo') return;
    this.#transition({ name: 'solo' }, reason);
    this.#listener.onSolo();
    if (epoch !== undefined) this.up(epoch);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #goSoloAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.goSolo(this.#failure), ms);
  }

  #join(epoch: string): void {
    this.#transition({ name: 'fleet', epoch }, undefined);
    this.#listener.onJoin(epoch);
  }

  #transition(mode: FleetMode, reason: string | undefined): void {
    clearTimeout(this.#timer);
    this.#mode = mode;
    this.#changedAtMs = performance.now();
    this.#listener.onMode(mode.name, reason);
  }
}
