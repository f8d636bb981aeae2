/** Does the same again and again until it is disposed of, which waits for what is under way. */
export class Repetition implements AsyncDisposable {
  readonly #timer: NodeJS.Timeout;
  readonly #underWay = new Set<Promise<void>>();

  constructor(intervalMs: number, act: () => Promise<void>) {
    this.#timer = setInterval(() => {
      const done = act().finally(() => this.#underWay.delete(done));
      this.#underWay.add(done);
    }, intervalMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
  }
}
