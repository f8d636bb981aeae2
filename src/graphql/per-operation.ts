import type { OperationContext } from './operation-context.ts';

/**
 * One value for each operation, made when it is first asked for and gone with it: fields of one operation share what they load, two
 * operations never do. Each transport gives every operation a context object of its own.
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
