import { randomBytes } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../json.ts';
import { isJsonObject, valueAt } from '../../json.ts';

/** The handler of a message died: the socket closes with 1011, and nothing is answered. */
export class HandlerCrash extends Error {
  override readonly name = 'HandlerCrash';
}

/**
 * What a subscribe or an unsubscribe asks for; the account may be any JSON, which is not judged
 * here.
 */
export interface BindingCommand {
  readonly accountId: JsonValue | undefined;
  readonly binding: string;
}

/** The error text where keys are missing. @throws HandlerCrash when the binding is not text. */
export function readRequest(message: JsonObject): BindingCommand | string {
  const data = valueAt(message, 'data');
  if (!isJsonObject(data) || Object.keys(data).length === 0) return 'missing required keys in data object';
  const missing = ['account_id', 'binding'].filter((key) => !Object.hasOwn(data, key));
  if (missing.length > 0) return `missing required keys : ${missing.join(', ')}`;
  const binding = valueAt(data, 'binding');
  if (typeof binding !== 'string') throw new HandlerCrash();
  return { accountId: valueAt(data, 'account_id'), binding };
}

/** Echoed as text, made up where there is none (scene 2.11). */
export function requestIdOf(message: JsonObject): string {
  const requestId = valueAt(message, 'request_id');
  return requestId === undefined || requestId === '' ? randomBytes(16).toString('hex') : textOf(requestId);
}

/** Erlang's to_binary: lists are character data, objects their JSON text (scene 6.9). */
export function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    return value.map((item) => (typeof item === 'number' ? String.fromCodePoint(item) : textOf(item))).join('');
  }
  return JSON.stringify(value);
}
