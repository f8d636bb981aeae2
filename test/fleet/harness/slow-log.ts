import type { AccountHead, HeldLease } from '../../../src/fleet/log/account-lease.ts';
import type { AppendOutcome, Batch, FleetPage } from '../../../src/fleet/log/fleet-entry.ts';
import type { AccountWants, BeatOutcome } from '../../../src/fleet/log/fleet-log.ts';
import { LinkedLog } from '../../../src/fleet/log/linked-log.ts';
import type { MemoryEngine } from './memory/memory-engine.ts';
import { MemoryLink } from './memory/memory-link.ts';

/** A log that lets in late, or to which entries, beats or questions come late, unlike all else. */
export class SlowLog extends LinkedLog {
  #passed: Promise<void> = Promise.resolve();
  #beaten: Promise<void> = Promise.resolve();
  #asked: Promise<void> = Promise.resolve();
  #read: Promise<void> = Promise.resolve();
  #wanted: Promise<void> = Promise.resolve();

  /** @param connectMs how long it takes each time to connect */
  constructor(engine: MemoryEngine, instanceId: string, connectMs = 0) {
    super(instanceId, async (id, listener) => {
      await new Promise((resolve) => setTimeout(resolve, connectMs));
      return new MemoryLink(engine, await engine.connect(id, listener));
    });
  }

  /** Entries wait until the returned function is called. */
  hold(): () => void {
    const { held, pass } = hold();
    this.#passed = held;
    return pass;
  }

  /** Beats wait, as where the process stands still, until the returned function is called. */
  holdBeats(): () => void {
    const { held, pass } = hold();
    this.#beaten = held;
    return pass;
  }

  /** Nobody learns where an account's log ends until the returned function is called. */
  holdHeads(): () => void {
    const { held, pass } = hold();
    this.#asked = held;
    return pass;
  }

  /** Pages are read only when the returned function is called. */
  holdReads(): () => void {
    const { held, pass } = hold();
    this.#read = held;
    return pass;
  }

  override async read(...asked: Parameters<LinkedLog['read']>): Promise<FleetPage | undefined> {
    await this.#read;
    return await super.read(...asked);
  }

  /** Nobody learns what is wanted of an account until the returned function is called. */
  holdWants(): () => void {
    const { held, pass } = hold();
    this.#wanted = held;
    return pass;
  }

  override async wants(accountId: string): Promise<AccountWants> {
    await this.#wanted;
    return await super.wants(accountId);
  }

  override async head(accountId: string): Promise<AccountHead> {
    await this.#asked;
    return await super.head(accountId);
  }

  override async beat(owned: readonly HeldLease[]): Promise<BeatOutcome> {
    await this.#beaten;
    return await super.beat(owned);
  }

  override async append(batches: readonly Batch[]): Promise<readonly AppendOutcome[]> {
    await this.#passed;
    return await super.append(batches);
  }
}

function hold(): { readonly held: Promise<void>; readonly pass: () => void } {
  let pass = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { held, pass };
}
