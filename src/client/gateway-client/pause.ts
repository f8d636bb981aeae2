/** Resolves after so long, or as soon as it is aborted; then with false. Nothing stays behind. */
export function pause(durationMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(!signal.aborted);
    };
    // What is aborted already tells no more of it.
    const timer = setTimeout(end, signal.aborted ? 0 : durationMs);
    signal.addEventListener('abort', end);
  });
}
