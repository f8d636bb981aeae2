/** No value of ours has such a key. */
const dateKey = '$date';

/** Writes a value of JSON and dates as text. */
export function writeDated(value: unknown): string {
  return JSON.stringify(value, writeDate);
}

/** Reads what `writeDated` wrote. @throws a `SyntaxError` for what is no JSON. */
export function readDated(text: string): unknown {
  return JSON.parse(text, readDate) as unknown;
}

/** A replacer of `JSON.stringify`, which has made a text of a date when it calls this. */
function writeDate(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const before = this[key];
  return before instanceof Date ? { [dateKey]: before.getTime() } : value;
}

function readDate(_: string, value: unknown): unknown {
  const isDate = typeof value === 'object' && value !== null && dateKey in value;
  return isDate ? new Date(Number(value[dateKey])) : value;
}
