import type { Gap } from './subscribing-client.ts';

/** Returns the field of a result that came as JSON; undefined where there is none. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Returns the extension of an error or a result; undefined where there is none. */
export function extension(value: unknown, name: string): unknown {
  return field(field(value, 'extensions'), name);
}

/** Returns the code of the first of a result's errors. */
export function codeOf(errors: unknown): unknown {
  return extension(field(errors, '0'), 'code');
}

/** Whether the first of a result's errors ends all cursors of the gateway that sent it. */
export function endsCursors(errors: unknown): boolean {
  return extension(field(errors, '0'), 'cursorsEnd') === true;
}

export function isGap(value: unknown): value is Gap {
  return typeof field(value, 'reason') === 'string';
}
