/**
 * Calls what the front end gave. What that throws is thrown apart from the work that it would end,
 * where the platform reports what nobody has caught.
 */
export function callApart(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
