import type { KazooSimulator } from '../kazoo-simulator.ts';

export interface OutageOptions {
  readonly kazoo: Pick<KazooSimulator, 'blackhole' | 'crossbar'>;
  readonly lastsMs: number;
  /** Gets a sentence when Kazoo goes, when it is back, and each time that it cannot come back. */
  readonly tell: (sentence: string) => void;
}

/** Takes a simulated Kazoo away for a while, for those who want to see what a board does then. */
export class Outage {
  readonly #options: OutageOptions;
  #end: NodeJS.Timeout | undefined;

  constructor(options: OutageOptions) {
    this.#options = options;
  }

  /** Begins one. During one, it lasts for so long from now on. */
  begin(): void {
    const { kazoo, lastsMs, tell } = this.#options;
    kazoo.blackhole.stop();
    kazoo.crossbar.stop();
    tell(`Kazoo is away for ${lastsMs / 1000} s.`);
    this.#endLater();
  }

  /** Kazoo stays as it is. */
  close(): void {
    clearTimeout(this.#end);
  }

  #endLater(): void {
    clearTimeout(this.#end);
    this.#end = setTimeout(() => {
      this.#bringBack().catch((error: unknown) => {
        // Whatever has taken one of its ports may give it back.
        this.#options.tell(`Kazoo cannot come back yet: ${error instanceof Error ? error.message : error}`);
        this.#endLater();
      });
    }, this.#options.lastsMs);
  }

  async #bringBack(): Promise<void> {
    const { kazoo, tell } = this.#options;
    await kazoo.blackhole.start();
    await kazoo.crossbar.start();
    tell('Kazoo is back.');
  }
}
