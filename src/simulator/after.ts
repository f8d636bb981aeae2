/** Does something later, and returns its undo. */
export type After = (delayMs: number, action: () => void) => () => void;
