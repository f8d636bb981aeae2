import type { Identity, TokenAuthority } from '../../crossbar/token-authority.ts';
import type { Directory } from '../../directory/directory.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { isJsonObject } from '../../json.ts';
import type { KazooBehaviour } from '../../kazoo-version.ts';
import type { TokenBucket } from '../../token-bucket.ts';
import type { InternalKey } from '../bindings/client-binding.ts';
import type { BlackholeNode } from '../blackhole-node.ts';
import type { BlackholeSettings } from '../blackhole-settings.ts';
import { HandlerCrash, requestIdOf } from './blackhole-request.ts';

export type Answer =
  | { readonly kind: 'reply'; readonly frame: string }
  | { readonly kind: 'rate limited'; readonly frame: string }
  /** Nothing is answered, and the socket lives on. */
  | { readonly kind: 'silence' }
  /** The handler failed: 1011 and no reply. */
  | { readonly kind: 'crash' };

/** One socket's conversation, without the socket. */
export interface Session {
  /** The array is a new one whenever what is held has changed. */
  readonly heldKeys: readonly InternalKey[];
  /** Client bindings, as replies list them. */
  readonly bindings: readonly string[];
  readonly identity: Identity | undefined;
  readonly label: SessionLabel;

  /**
   * `message` is whatever JSON the text frame held, `undefined` where it held none; `refusal` is an
   * error that is answered whatever the message says.
   */
  answer(message: JsonValue | undefined, refusal?: string): Answer;

  /**
   * Lowers what this socket raised, once at its end; a killed connection's counts stay (protocol.md
   * "Unsubscribe is dangerous").
   */
  release(): void;
}

/** What a client calls its socket. */
export interface SessionLabel {
  readonly name: JsonValue | undefined;
  readonly metadata: JsonValue | undefined;
}

export interface SessionSurroundings {
  readonly node: BlackholeNode;
  readonly directory: Directory;
  readonly tokens: TokenAuthority;
  readonly behaviour: KazooBehaviour;
  readonly now: () => number;
  readonly bucket: TokenBucket;
  /** `IP:PORT` of the peer: names the session in REST and in the text of the rate limit. */
  readonly sessionId: string;
  /** Whom the handshake authenticated. Only Kazoo 5 looks at its headers. */
  readonly handshakeIdentity: Identity | undefined;
  readonly settings: BlackholeSettings;
  readonly isRateLimited: () => boolean;
}

const crash: Answer = { kind: 'crash' };

export function successReply(message: JsonObject, data: JsonObject): Answer {
  return { kind: 'reply', frame: replyFrame(requestIdOf(message), 'success', data) };
}

export function errorReply(message: JsonObject, error: string): Answer {
  return { kind: 'reply', frame: replyFrame(requestIdOf(message), 'error', { errors: [error] }) };
}

/**
 * Answers a message with what `perform` makes of it, unless the rate limit or `refusal` comes
 * first. A `HandlerCrash` that it throws is the crash of the session.
 */
export function answerWith(
  perform: (message: JsonObject) => Answer,
  message: JsonValue | undefined,
  refusal: string | undefined,
  around: SessionSurroundings,
): Answer {
  if (!isJsonObject(message)) return crash;
  const limited = rateLimitedReply(message, around);
  if (limited !== undefined) return limited;
  if (refusal !== undefined) return errorReply(message, refusal);
  try {
    return perform(message);
  } catch (error) {
    if (error instanceof HandlerCrash) return crash;
    throw error;
  }
}

/** Takes the message's token from the bucket. `undefined` where there was one. */
function rateLimitedReply(message: JsonObject, around: SessionSurroundings): Answer | undefined {
  if (!around.isRateLimited() && around.bucket.take(1)) return undefined;
  const errors = [`rate limiting threshold hit for ${around.sessionId}!`];
  return { kind: 'rate limited', frame: replyFrame(requestIdOf(message), 'error', { errors }) };
}

function replyFrame(requestId: string, status: 'success' | 'error', data: JsonObject): string {
  return JSON.stringify({ action: 'reply', request_id: requestId, status, data });
}
