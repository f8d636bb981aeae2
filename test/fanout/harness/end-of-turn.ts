/** Resolves when what became due in this turn of the event loop has been flushed. */
export function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
