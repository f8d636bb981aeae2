import type { AccountEntry } from '../entries/account-entry.ts';
import { AccountSource, type SourceUpstreams, type WantedBindings } from './account-source.ts';
import { HeldEntries } from './held-entries.ts';

/** So late a copy of an event may come over another connection. */
const lateCopyMs = 30_000;
const none: readonly AccountEntry[] = [];

/**
 * This instance's own connection for an account, while it has one, and where it leads: to the log,
 * to the clients of this instance, or nowhere yet.
 */
export class OwnConnection {
  readonly #accountId: string;
  readonly #upstreams: SourceUpstreams;
  readonly #isKnown: (eventId: string) => boolean;
  readonly #held = new HeldEntries();
  #source: AccountSource | undefined;
  #target: ((entry: AccountEntry) => void) | undefined;
  #skipsKnownUntilMs = 0;
  #hasLed = false;

  /** @param isKnown whether an event with this id has come already, by whatever way */
  constructor(accountId: string, upstreams: SourceUpstreams, isKnown: (eventId: string) => boolean) {
    this.#accountId = accountId;
    this.#upstreams = upstreams;
    this.#isKnown = isKnown;
  }

  get isOpen(): boolean {
    return this.#source !== undefined;
  }

  /** Whether it has led somewhere since it was opened, so that clients missed nothing of it. */
  get isContinuous(): boolean {
    return this.isOpen && this.#hasLed;
  }

  /** The bindings of which nothing is missed now. */
  get completeBindings(): readonly string[] {
    return this.#source?.completeBindings ?? [];
  }

  /** What came while it led nowhere. */
  get held(): Pick<HeldEntries, 'bytes' | 'waitingMs' | 'hasOverflowed'> {
    return this.#held;
  }

  /** Opens it where it is not open, for what is wanted by now. */
  want(wanted: WantedBindings): void {
    this.#source ??= new AccountSource(this.#accountId, this.#upstreams, (entry) => this.#receive(entry));
    this.#source.want(wanted);
  }

  /** Resolves when everything that is wanted is complete, or was refused. */
  async untilComplete(): Promise<void> {
    await this.#source?.untilComplete();
  }

  /** Leads to `target` from now on; undefined: it holds what comes. */
  leadTo(target: ((entry: AccountEntry) => void) | undefined): void {
    this.#target = target;
    this.#hasLed ||= target !== undefined;
  }

  /** Keeps an entry that was on its way for so long to where it does not lead any more. */
  hold(entry: AccountEntry, waitedMs: number): void {
    this.#held.add(entry, waitedMs);
  }

  /** Hot: takes what it brought up to an event that the log brings, too. */
  takeHeldUntil(eventId: string): readonly AccountEntry[] {
    return this.#held.isEmpty ? none : this.#held.takeUntil(eventId);
  }

  takeHeld(): readonly AccountEntry[] {
    return this.#held.takeAll();
  }

  /** Another connection brought the account's events until now: copies of them may still come. */
  expectLateCopies(): void {
    this.#skipsKnownUntilMs = performance.now() + lateCopyMs;
  }

  /** Idempotent; can be opened again by `want`. What is held stays. */
  close(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#hasLed = this.#target !== undefined;
  }

  /** Hot. */
  #receive(entry: AccountEntry): void {
    if (this.#target === undefined) this.#held.add(entry);
    else if (!this.#isLateCopy(entry)) this.#target(entry);
  }

  #isLateCopy(entry: AccountEntry): boolean {
    const mayBe = entry.kind === 'event' && performance.now() < this.#skipsKnownUntilMs;
    return mayBe && this.#isKnown(entry.event.id);
  }
}
