import type { JsonValue } from '../json.ts';
import { stringAt } from '../json.ts';

/**
 * A text frame that arrived, whatever became of it. Members are `undefined` where the client sent
 * no text for them.
 */
export interface BlackholeCommand {
  readonly socketId: string;
  readonly action: string | undefined;
  readonly requestId: string | undefined;
  readonly authToken: string | undefined;
  readonly accountId: string | undefined;
  readonly binding: string | undefined;
  readonly receivedAtMs: number;
}

/** A subscribe or unsubscribe that named an account and a binding, as tests like to compare it. */
export interface BindingRecord {
  readonly accountId: string;
  readonly binding: string;
  readonly socketId: string;
}

export function readCommand(message: JsonValue | undefined, socketId: string, receivedAtMs: number): BlackholeCommand {
  return {
    socketId,
    action: stringAt(message, 'action'),
    requestId: stringAt(message, 'request_id'),
    authToken: stringAt(message, 'auth_token'),
    accountId: stringAt(message, 'data', 'account_id'),
    binding: stringAt(message, 'data', 'binding'),
    receivedAtMs,
  };
}
