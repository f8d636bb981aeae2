import type { RawData } from 'ws';
import type { ErrorCode } from '../../errors.ts';

/** A command to blackhole. */
export interface BlackholeCommand {
  /** `ping` changes nothing, and has no binding. Every Kazoo answers it with success. */
  readonly action: 'subscribe' | 'unsubscribe' | 'ping';
  readonly accountId: string;
  /** A list is for Kazoo 5 alone, which subscribes all of it or none (kazoo-5.md section 3). */
  readonly binding: string | readonly string[];
  /** Kazoo reads the token only until the first command of a socket has succeeded (scene 1.4). */
  readonly token: string;
}

/** Kazoo's reply to one command. */
export interface BlackholeReply {
  readonly kind: 'reply';
  readonly requestId: string;
  /**
   * Why Kazoo refused the command; empty for a success. `data.subscribed` differs by version and is
   * not read (protocol.md "Replies").
   */
  readonly errors: readonly string[];
  /**
   * Whether only Kazoo 5 replies like this: with all of the socket's subscriptions (kazoo-5.md
   * section 1).
   */
  readonly isOfKazoo5: boolean;
}

/** The frame of one event, as a subscribed binding brought it. */
export interface BlackholeEvent {
  readonly kind: 'event';
  readonly subscribedKey: string;
  /** Undefined when Kazoo's message has no Event-Name (scene 9.4). */
  readonly name: string | undefined;
  /** The words of the concrete routing key; empty when Kazoo sent none. */
  readonly routing: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  /**
   * The length of the frame's text in characters, by which the history counts what keeping the
   * event costs.
   */
  readonly size: number;
}

export type BlackholeFrame = BlackholeReply | BlackholeEvent;

/**
 * Returns the text frame of a command. All values are strings: Kazoo closes the socket with 1011 on
 * a wrong type (protocol.md "Requests").
 */
export function encodeCommand(requestId: string, { action, accountId, binding, token }: BlackholeCommand): string {
  const target = typeof binding === 'string' ? { binding } : { bindings: binding };
  return JSON.stringify({
    action,
    auth_token: token,
    request_id: requestId,
    data: action === 'ping' ? {} : { account_id: accountId, ...target },
  });
}

/** The text of a frame in whichever form the socket hands it over. */
export function textOfFrame(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data).toString('utf8');
}

/**
 * Reads a text frame from blackhole; undefined for anything that is neither a reply nor an event.
 */
export function parseFrame(text: string): BlackholeFrame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined; // The caller counts unreadable frames; the parser's error adds nothing.
  }
  if (!isRecord(frame)) return undefined;
  const { action, data } = frame;
  if (action === 'event') {
    const { subscribed_key: subscribedKey, routing_key: routingKey, name } = frame;
    if (typeof subscribedKey !== 'string' || !isRecord(data)) return undefined;
    const routing = typeof routingKey === 'string' ? routingKey.split('.') : [];
    return {
      kind: 'event',
      subscribedKey,
      name: typeof name === 'string' ? name : undefined,
      routing,
      data,
      size: text.length,
    };
  }
  if (action === 'reply') {
    const { request_id: requestId, status } = frame;
    if (typeof requestId !== 'string') return undefined;
    const errors = status === 'success' ? [] : readErrors(data);
    return { kind: 'reply', requestId, errors, isOfKazoo5: errors.length === 0 && hasSubscriptions(data) };
  }
  return undefined;
}

function hasSubscriptions(data: unknown): boolean {
  return isRecord(data) && Array.isArray(data['subscriptions']);
}

function readErrors(data: unknown): readonly string[] {
  const errors = isRecord(data) && Array.isArray(data['errors']) ? data['errors'] : [];
  const texts = errors.filter((error) => typeof error === 'string').map(withoutToken);
  return texts.length > 0 ? texts : ['Kazoo gave no reason'];
}

const badToken = 'failed to authenticate token';

/** Cuts the token, which blackhole repeats in its refusal (protocol.md "Replies"). */
function withoutToken(error: string): string {
  return error.startsWith(badToken) ? badToken : error;
}

/** The error code that tells a client why Kazoo refused a command. */
export function refusalCode(errors: readonly string[]): ErrorCode {
  const means = (start: string): boolean => errors.some((error) => error.startsWith(start));
  if (means('rate limiting threshold hit')) return 'RATE_LIMITED';
  if (means(badToken) || means('authentication token required')) return 'UNAUTHENTICATED';
  if (means('unauthorized account id') || means('unauthorized wildcard account id')) return 'FORBIDDEN';
  return 'BINDING_REJECTED';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
