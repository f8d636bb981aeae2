import type { OperationContext } from './operation-context.ts';

/**
 * Returns a function that makes one value for each operation, on first use. The fields of one
 * operation share what they load; two operations never do. Relies on every transport to make a
 * context object for each operation.
 */
export function perOperation<Value>(make: (context: OperationContext) => Value): (context: OperationContext) => Value {
  const values = new WeakMap<OperationContext, { readonly value: Value }>();
  return (context) => {
    const known = values.get(context);
    if (known !== undefined) return known.value;
    const value = make(context);
    values.set(context, { value });
    return value;
  };
}
