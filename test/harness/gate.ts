/** Code that awaits `opened` waits while the gate is shut. */
export class Gate {
  #opened: Promise<void> = Promise.resolve();

  get opened(): Promise<void> {
    return this.#opened;
  }

  /** Shuts the gate; the returned function opens it again. */
  shut(): () => void {
    let open = (): void => undefined;
    this.#opened = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  }
}
