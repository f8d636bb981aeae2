import { Counter, type Registry } from 'prom-client';

export interface HotCounterOptions {
  readonly name: string;
  readonly help: string;
  readonly registers: Registry[];
}

/**
 * A counter, by one or two labels, of what comes with each event or client: the numbers are handed
 * over when metrics are collected.
 */
export class HotCounter {
  readonly #label: string;
  readonly #secondLabel: string | undefined;
  readonly #counter: Counter<string>;
  /** Since metrics were collected last, by the values of the first label and of the second. */
  readonly #counts = new Map<string, Map<string, number>>();

  constructor(options: HotCounterOptions, label: string, secondLabel?: string) {
    this.#label = label;
    this.#secondLabel = secondLabel;
    const labelNames = secondLabel === undefined ? [label] : [label, secondLabel];
    this.#counter = new Counter({ ...options, labelNames, collect: () => this.#handOver() });
  }

  /** Hot. The values of the labels must be of a closed set. */
  inc(value: string, secondValue = ''): void {
    let counts = this.#counts.get(value);
    if (counts === undefined) {
      counts = new Map();
      this.#counts.set(value, counts);
    }
    counts.set(secondValue, (counts.get(secondValue) ?? 0) + 1);
  }

  #handOver(): void {
    for (const [value, counts] of this.#counts) {
      for (const [secondValue, count] of counts) {
        const second = this.#secondLabel === undefined ? {} : { [this.#secondLabel]: secondValue };
        this.#counter.inc({ [this.#label]: value, ...second }, count);
      }
    }
    this.#counts.clear();
  }
}
