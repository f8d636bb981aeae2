/**
 * Finds something out once for all who ask in one run of code, after which promises go on:
 * thousands of connections that are pinged in a row ask what nothing changes meanwhile.
 *
 * @param find what it finds must change by nothing that they do
 */
export function oncePerRun<Value>(find: () => Value): () => Value {
  let found: { readonly value: Value } | undefined;
  return () => {
    if (found !== undefined) return found.value;
    const value = find();
    found = { value };
    queueMicrotask(() => {
      found = undefined;
    });
    return value;
  };
}
