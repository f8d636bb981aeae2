/**
 * Resolves when everything that follows from what has happened is done: promises only, no timer and
 * no socket is waited for.
 */
export async function settled(): Promise<void> {
  // The longest chain of promises in any room is far shorter.
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
