import { type AccountEntry, decodeEntry, encodeEntry, endsResuming } from '../account-entry.ts';
import type { AccountLease } from '../log/account-lease.ts';
import type { AppendOutcome, NewEntry, Position } from '../log/fleet-entry.ts';
import type { AccountWants, FleetLog } from '../log/fleet-log.ts';
import type { WantedBindings } from '../source/account-source.ts';
import type { AccountAppender, AppendQueue, OwnedLog } from './append-queue.ts';

/** A lease is acted on for so long after the last beat that was acknowledged had been sent. */
const leaseMs = 3_000;

export interface OwnedAccountOptions {
  readonly accountId: string;
  readonly epoch: string;
  readonly lease: AccountLease;
  readonly log: Pick<FleetLog, 'wants' | 'append'>;
  readonly queue: AppendQueue;
  /** Of the last entry in the log. */
  readonly position: Position;
  readonly historyAgeMs: number;
  /** Everything that any instance wants. */
  readonly onWanted: (wanted: WantedBindings) => void;
  readonly onRefused: (outcome: Exclude<AppendOutcome, { readonly kind: 'appended' }>) => void;
  readonly onFault: (error: unknown) => void;
}

/** An account that this instance owns: its lease, what is wanted of it, and its way to the log. */
export class OwnedAccount implements OwnedLog {
  readonly lease: AccountLease;
  readonly #options: OwnedAccountOptions;
  readonly #appender: AccountAppender;
  #beatSentAtMs = performance.now();
  #wantVersion: number | undefined;
  #isAsking = false;
  #isUnwanted = false;

  constructor(options: OwnedAccountOptions) {
    this.#options = options;
    this.lease = options.lease;
    this.#appender = options.queue.open(this, options.position);
  }

  /** Whether nobody in the fleet wants anything of it. */
  get isUnwanted(): boolean {
    return this.#isUnwanted;
  }

  get accountId(): string {
    return this.#options.accountId;
  }

  get epoch(): string {
    return this.#options.epoch;
  }

  get fence(): number {
    return this.lease.fence;
  }

  get isCertain(): boolean {
    return performance.now() - this.#beatSentAtMs < leaseMs;
  }

  /** Of the entries that are not known to be written. */
  get backlogBytes(): number {
    return this.#appender.bytes;
  }

  /** For how long the oldest of those has waited; 0 where there are none. */
  get waitingMs(): number {
    return this.#appender.waitingMs;
  }

  keepAfter(): Position {
    return Math.max(0, (Date.now() - this.#options.historyAgeMs) * 1_000);
  }

  onRefused(outcome: Exclude<AppendOutcome, { readonly kind: 'appended' }>): void {
    this.#options.onRefused(outcome);
  }

  /** Hot: writes an entry at the end of the log. */
  append(entry: AccountEntry): void {
    this.#appender.add(newEntry(entry));
  }

  /** Says that the log may lack something since `from` of what is complete in it. */
  appendLost(from: Date, bindings: readonly string[], except: string | null): void {
    this.#appender.add({ body: encodeEntry({ kind: 'lost', from, except }), ends: bindings });
  }

  /** The engine was away, and may have lost what was written last: that is put back. */
  confirm(): void {
    this.#appender.confirm();
  }

  /** The engine acknowledged a beat that was sent at `sentAtMs` of `performance.now()`. */
  confirmed(sentAtMs: number, wantVersion: number): void {
    this.#beatSentAtMs = sentAtMs;
    this.#appender.proceed();
    this.wantsChanged(wantVersion);
  }

  /** The wants of the account have this version by now. */
  wantsChanged(version: number): void {
    if (version !== this.#wantVersion && !this.#isAsking) void this.#ask();
  }

  /** Resolves when everything that was appended so far is written, or will not be any more. */
  written(): Promise<void> {
    return this.#appender.written();
  }

  /** Returns the entries of which it is not known that they are written. */
  close(): readonly AccountEntry[] {
    const entries = this.#appender.close().map(({ body }) => decodeEntry(body));
    return entries.filter((entry) => entry !== undefined);
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      const { version, byInstance } = await this.#options.log.wants(this.accountId);
      // The account is another's by now: the own connection must not open again.
      if (this.#appender.isClosed) return;
      this.#wantVersion = version;
      const wanted = unionOfWants(byInstance);
      this.#isUnwanted = wanted.size === 0;
      this.#options.onWanted(wanted);
    } catch (error) {
      // The next beat tells the version again.
      this.#options.onFault(error);
    } finally {
      this.#isAsking = false;
    }
  }
}

function newEntry(entry: AccountEntry): NewEntry {
  const body = encodeEntry(entry);
  switch (entry.kind) {
    case 'begin':
      return { body, begins: [entry.binding] };
    case 'end':
    case 'refused':
      return { body, ends: [entry.binding] };
    case 'gap':
      return endsResuming(entry) ? { body, ends: [entry.binding], begins: [entry.binding] } : { body };
    default:
      return { body };
  }
}

/** Everything that any instance wants. */
export function unionOfWants(byInstance: AccountWants['byInstance']): WantedBindings {
  const union = new Map<string, readonly string[]>();
  for (const { binding, via } of [...byInstance.values()].flat()) {
    const known = union.get(binding);
    if (known === undefined) union.set(binding, via);
    else if (known.length > 0) union.set(binding, via.length === 0 ? [] : [...new Set([...known, ...via])]);
  }
  return union;
}
