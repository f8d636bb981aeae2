import { createHash } from 'node:crypto';
import type { Identity } from '../../crossbar/token-authority.ts';
import { monthOf } from '../../gregorian.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { valueAt } from '../../json.ts';
import type { InternalKey } from '../bindings/client-binding.ts';
import type { HeldBinding } from '../bindings/kazoo-5-binding.ts';
import { resolveKazoo5Binding } from '../bindings/kazoo-5-binding.ts';
import { HandlerCrash, textOf } from './blackhole-request.ts';
import type { Kazoo5Request } from './kazoo-5-request.ts';
import { readKazoo5Request } from './kazoo-5-request.ts';
import type { Answer, Session, SessionLabel, SessionSurroundings } from './session.ts';
import { answerWith, errorReply, successReply } from './session.ts';

interface Context {
  readonly identity: Identity;
  readonly bindings: readonly HeldBinding[];
  /**
   * Every listener that this socket raised and did not lower again: once each, and its close lowers
   * them all.
   */
  readonly listeners: ReadonlySet<string>;
}

type Step =
  | { readonly kind: 'reply'; readonly context: Context; readonly data: JsonObject }
  | { readonly kind: 'silence'; readonly context: Context }
  | { readonly kind: 'error'; readonly error: string };

/**
 * The conversation of Kazoo 5 (kazoo-5.md section 3). A message that fails leaves no trace, so that
 * a fresh socket stays anonymous (scene 1.4 of 5.transcript).
 */
export class Kazoo5Session implements Session {
  readonly #around: SessionSurroundings;
  #context: Context | undefined;
  #heldKeys: readonly InternalKey[] = [];
  #label: SessionLabel = { name: undefined, metadata: undefined };

  constructor(around: SessionSurroundings) {
    this.#around = around;
    const { handshakeIdentity } = around;
    if (handshakeIdentity !== undefined) this.#context = newContext(handshakeIdentity);
  }

  get heldKeys(): readonly InternalKey[] {
    return this.#heldKeys;
  }

  get bindings(): readonly string[] {
    return clientBindings(this.#context?.bindings ?? []);
  }

  get identity(): Identity | undefined {
    return this.#context?.identity;
  }

  get label(): SessionLabel {
    return this.#label;
  }

  answer(received: JsonValue | undefined, refusal?: string): Answer {
    // An empty list is an empty object to Erlang (scene 6.3 of 5.transcript).
    const message = Array.isArray(received) && received.length === 0 ? {} : received;
    return answerWith((request) => this.#answer(request), message, refusal, this.#around);
  }

  release(): void {
    for (const listener of this.#context?.listeners ?? []) this.#around.node.release(listener);
  }

  // Name and metadata are those of the last command, absent ones included (scene 1.11 of 5.transcript).
  #keep(context: Context, message: JsonObject): void {
    if (context.bindings !== this.#context?.bindings) this.#heldKeys = context.bindings.flatMap(({ keys }) => keys);
    this.#context = context;
    this.#label = { name: valueAt(message, 'name'), metadata: valueAt(message, 'metadata') };
  }

  #answer(message: JsonObject): Answer {
    const step = this.#perform(message);
    if (step.kind === 'error') return errorReply(message, step.error);
    this.#keep(step.context, message);
    return step.kind === 'reply' ? successReply(message, step.data) : { kind: 'silence' };
  }

  #perform(message: JsonObject): Step {
    const context = this.#context ?? this.#authenticate(message);
    if (typeof context === 'string') return refuse(context);
    switch (valueAt(message, 'action')) {
      case 'subscribe':
        return this.#subscribe(context, message);
      case 'unsubscribe':
        return this.#unsubscribe(context, message);
      case 'ping':
        return { kind: 'reply', context, data: { response: 'pong' } };
      default:
        return { kind: 'silence', context };
    }
  }

  #authenticate(message: JsonObject): Context | string {
    const token = valueAt(message, 'auth_token');
    const text = token === undefined ? '' : textOf(token);
    const check = this.#around.tokens.check(text);
    return check.status === 'valid' ? newContext(check.identity) : `failed to authenticate token ${text}`;
  }

  #subscribe(context: Context, message: JsonObject): Step {
    const request = readKazoo5Request(message);
    if (typeof request === 'string') return refuse(request);
    const { identity } = context;
    const refusal = this.#authorize(identity, request.accountId ?? identity.accountId);
    if (refusal !== undefined) return refuse(refusal);
    const asked = this.#resolve(request, context, message);
    if (typeof asked === 'string') return refuse(asked);
    const bindings = [...context.bindings];
    const listeners = new Set(context.listeners);
    const subscribed: string[] = [];
    for (const binding of asked) {
      if (bindings.some((held) => isSame(held, binding))) continue;
      bindings.push(binding);
      subscribed.push(binding.clientBinding);
      for (const { listener } of binding.keys) {
        // One count for a socket, whatever number of its bindings need it (kazoo-5.md section 4).
        if (!listeners.has(listener)) this.#around.node.retain(listener);
        listeners.add(listener);
      }
    }
    const data = { subscribed, subscriptions: clientBindings(bindings) };
    return { kind: 'reply', context: { identity, bindings, listeners }, data };
  }

  // Neither the account nor whether the socket holds the binding is looked at (scenes 5.1, 5.5 and 5.7 of
  // 5.transcript).
  #unsubscribe(context: Context, message: JsonObject): Step {
    const request = readKazoo5Request(message);
    if (typeof request === 'string') return refuse(request);
    const asked = this.#resolve(request, context, message);
    if (typeof asked === 'string') return refuse(asked);
    const listeners = new Set(context.listeners);
    for (const { listener } of asked.flatMap(({ keys }) => keys)) {
      this.#around.node.release(listener);
      listeners.delete(listener);
    }
    const bindings = context.bindings.filter((held) => !asked.some((binding) => isSame(held, binding)));
    const data = { unsubscribed: clientBindings(asked), subscriptions: clientBindings(bindings) };
    return { kind: 'reply', context: { ...context, bindings, listeners }, data };
  }

  #authorize({ accountId: actorId }: Identity, accountId: JsonValue): string | undefined {
    const { directory } = this.#around;
    if (accountId === '*') return this.#isSuperduperAdmin(actorId) ? undefined : 'unauthorized wildcard account id';
    const isAllowed = typeof accountId === 'string' && directory.mayActFor(actorId, accountId);
    return isAllowed ? undefined : 'unauthorized account id';
  }

  /**
   * All bindings of the request, or the error of the first one that is refused: then none is taken.
   */
  #resolve(request: Kazoo5Request, { identity }: Context, message: JsonObject): readonly HeldBinding[] | string {
    const { directory, now, settings } = this.#around;
    const accountId = textOf(request.accountId ?? identity.accountId);
    const around = {
      accountId,
      realm: directory.find(accountId)?.realm,
      month: monthOf(now()),
      isSuperduperAdmin: this.#isSuperduperAdmin(identity.accountId),
      settings,
      tokenId: createHash('md5')
        .update(textOf(valueAt(message, 'auth_token') ?? ''))
        .digest('hex'),
    };
    const resolved: HeldBinding[] = [];
    for (const binding of request.bindings) {
      const answer = resolveKazoo5Binding({ ...around, binding });
      if (answer.kind === 'crash') throw new HandlerCrash();
      if (answer.kind === 'refused') return answer.error;
      resolved.push(...answer.bindings);
    }
    return resolved;
  }

  #isSuperduperAdmin(accountId: string): boolean {
    return this.#around.directory.find(accountId)?.isSuperduperAdmin === true;
  }
}

function newContext(identity: Identity): Context {
  return { identity, bindings: [], listeners: new Set() };
}

function isSame(a: HeldBinding, b: HeldBinding): boolean {
  return (
    a.clientBinding === b.clientBinding &&
    a.keys.length === b.keys.length &&
    a.keys.every(({ pattern }, index) => pattern === b.keys[index]?.pattern)
  );
}

function clientBindings(bindings: readonly HeldBinding[]): string[] {
  return bindings.map(({ clientBinding }) => clientBinding);
}

function refuse(error: string): Step {
  return { kind: 'error', error };
}
