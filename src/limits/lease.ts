/** Something that counts against a limit until it is released. */
export interface Lease {
  /** Gives it back. Idempotent. */
  release(): void;
}

/** Creates a lease that runs `giveBack` when it is released, once. */
export function createLease(giveBack: () => void): Lease {
  let isHeld = true;
  return {
    release() {
      if (!isHeld) return;
      isHeld = false;
      giveBack();
    },
  };
}
