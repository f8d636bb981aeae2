import type { AppendOutcome, Batch } from '../../../src/fleet/log/fleet-entry.ts';
import { LinkedLog } from '../../../src/fleet/log/linked-log.ts';
import type { MemoryEngine } from './memory/memory-engine.ts';
import { MemoryLink } from './memory/memory-link.ts';

/** A log that lets in late, or to which entries come late, while everything else comes at once. */
export class SlowLog extends LinkedLog {
  #passed: Promise<void> = Promise.resolve();

  /** @param connectMs how long it takes each time to connect */
  constructor(engine: MemoryEngine, instanceId: string, connectMs = 0) {
    super(instanceId, async (id, listener) => {
      await new Promise((resolve) => setTimeout(resolve, connectMs));
      return new MemoryLink(engine, await engine.connect(id, listener));
    });
  }

  /** Entries wait until the returned function is called. */
  hold(): () => void {
    let pass = (): void => undefined;
    this.#passed = new Promise((resolve) => {
      pass = resolve;
    });
    return pass;
  }

  override async append(batches: readonly Batch[]): Promise<readonly AppendOutcome[]> {
    await this.#passed;
    return await super.append(batches);
  }
}
