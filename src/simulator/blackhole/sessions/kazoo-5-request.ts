import type { JsonObject, JsonValue } from '../../json.ts';
import { isJsonObject, valueAt } from '../../json.ts';
import { HandlerCrash, textOf } from './blackhole-request.ts';

/** What a subscribe or an unsubscribe of Kazoo 5 asks for. */
export interface Kazoo5Request {
  /** Absent where the account of the token is meant. */
  readonly accountId: JsonValue | undefined;
  /** At least one. */
  readonly bindings: readonly string[];
}

/**
 * The error text where no binding is named. @throws HandlerCrash for the types that close the
 * socket.
 */
export function readKazoo5Request(message: JsonObject): Kazoo5Request | string {
  const data = valueAt(message, 'data') ?? (Object.hasOwn(message, 'data') ? 'null' : []);
  if (Array.isArray(data)) return 'empty subscription';
  if (!isJsonObject(data)) throw new HandlerCrash();
  const bindings = bindingsOf(data);
  return bindings.length === 0 ? 'empty subscription' : { accountId: accountOf(data), bindings };
}

// A list wins over a single binding; anything else in its place is not looked at (scene 2.3 of 5.transcript).
function bindingsOf(data: JsonObject): readonly string[] {
  const list = valueAt(data, 'bindings');
  if (Array.isArray(list) && list.length > 0) {
    return list.map((item) => {
      if (typeof item !== 'string') throw new HandlerCrash();
      return item;
    });
  }
  const binding = valueAt(data, 'binding');
  const text = binding === undefined ? '' : textOf(binding);
  return text === '' ? [] : [text];
}

function accountOf(data: JsonObject): JsonValue | undefined {
  const accountId = valueAt(data, 'account_id');
  return accountId === '' || accountId === null ? undefined : accountId;
}
