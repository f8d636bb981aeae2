/** Holds back those who pass, once it is shut. */
export class Gate {
  #opened: Promise<void> = Promise.resolve();

  get opened(): Promise<void> {
    return this.#opened;
  }

  /** Returns what opens it again. */
  shut(): () => void {
    let open = (): void => undefined;
    this.#opened = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  }
}
