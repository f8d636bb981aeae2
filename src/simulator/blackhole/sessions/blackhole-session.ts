import type { Identity } from '../../crossbar/token-authority.ts';
import { monthOf } from '../../gregorian.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { valueAt } from '../../json.ts';
import type { BindingAnswer, InternalKey } from '../bindings/client-binding.ts';
import { resolveBinding } from '../bindings/client-binding.ts';
import { HandlerCrash, readRequest, textOf } from './blackhole-request.ts';
import type { Answer, Session, SessionLabel, SessionSurroundings } from './session.ts';
import { answerWith, errorReply, successReply } from './session.ts';

interface Context {
  readonly identity: Identity | undefined;
  readonly keys: readonly InternalKey[];
  /**
   * Every listener raised by this socket and not lowered again, with repeats; its close lowers them
   * all.
   */
  readonly listeners: readonly string[];
  /**
   * The data of the last successful command, which commands without an answer of their own repeat.
   */
  readonly lastData: JsonObject;
  readonly name: JsonValue | undefined;
  readonly metadata: JsonValue | undefined;
}

type Step = { readonly kind: 'done'; readonly context: Context } | { readonly kind: 'error'; readonly error: string };

// Shorter ids cannot be split into the parts of a database name: "zzz" fails, "deadbeef" does not (part B 2.9).
const shortestSplittableId = 5;

/**
 * The conversation of every version before 5. A message that fails leaves no trace on the context:
 * identity, name and bindings are those of the last message that succeeded completely (scenes 1.4
 * to 1.8).
 */
export class BlackholeSession implements Session {
  readonly #around: SessionSurroundings;
  #context: Context = {
    identity: undefined,
    keys: [],
    listeners: [],
    lastData: {},
    name: undefined,
    metadata: undefined,
  };

  constructor(surroundings: SessionSurroundings) {
    this.#around = surroundings;
  }

  get heldKeys(): readonly InternalKey[] {
    return this.#context.keys;
  }

  get bindings(): readonly string[] {
    return clientBindings(this.#context.keys);
  }

  get identity(): Identity | undefined {
    return this.#context.identity;
  }

  get label(): SessionLabel {
    return { name: this.#context.name, metadata: this.#context.metadata };
  }

  answer(message: JsonValue | undefined, refusal?: string): Answer {
    return answerWith((request) => this.#answer(request), message, refusal, this.#around);
  }

  release(): void {
    for (const listener of this.#context.listeners) this.#around.node.release(listener);
  }

  #answer(message: JsonObject): Answer {
    const step = this.#perform(message);
    if (step.kind === 'error') return errorReply(message, step.error);
    this.#context = step.context;
    return successReply(message, step.context.lastData);
  }

  #perform(message: JsonObject): Step {
    const identity = this.#context.identity ?? this.#authenticate(message);
    if (typeof identity === 'string') return refuse(identity);
    const context: Context = {
      ...this.#context,
      identity,
      name: valueAt(message, 'name') ?? this.#context.name,
      metadata: valueAt(message, 'metadata') ?? this.#context.metadata,
    };
    const action = valueAt(message, 'action');
    if (this.#around.behaviour.closesOnMissingToken && action !== undefined && typeof action !== 'string') {
      throw new HandlerCrash();
    }
    switch (action) {
      case 'subscribe':
        return this.#subscribe(context, message);
      case 'unsubscribe':
        return this.#unsubscribe(context, message);
      case '*':
        return this.#everyAction(context, message);
      case 'ping':
        return done(
          this.#around.settings.modules.has('ping') ? { ...context, lastData: { response: 'pong' } } : context,
        );
      default:
        return done(context);
    }
  }

  #authenticate(message: JsonObject): Identity | string {
    const token = valueAt(message, 'auth_token');
    if (token === undefined || token === '') {
      if (this.#around.behaviour.closesOnMissingToken) throw new HandlerCrash();
      return 'authentication token required';
    }
    const text = textOf(token);
    const check = this.#around.tokens.check(text);
    return check.status === 'valid' ? check.identity : `failed to authenticate token ${text}`;
  }

  // The action `*` runs every command in turn (scene 6.4).
  #everyAction(context: Context, message: JsonObject): Step {
    const step = this.#subscribe(context, message);
    return step.kind === 'error' ? step : this.#unsubscribe(step.context, message);
  }

  #subscribe(context: Context, message: JsonObject): Step {
    const request = readRequest(message);
    if (typeof request === 'string') return refuse(request);
    const refusal = this.#authorize(context, request.accountId);
    if (refusal !== undefined) return refuse(refusal);
    const answer = this.#resolve(request.accountId, request.binding);
    if (answer.kind === 'crash') throw new HandlerCrash();
    if (answer.kind === 'refused') return refuse(answer.error);
    const { node, behaviour } = this.#around;
    for (const { listener } of answer.keys) node.retain(listener);
    const added = answer.keys.filter((key) => !context.keys.some((held) => isSameKey(held, key)));
    const keys = [...context.keys, ...added];
    const subscribed = behaviour.answersInternalKeys ? patterns(answer.keys) : clientBindings(keys);
    const listeners = [...context.listeners, ...answer.keys.map(({ listener }) => listener)];
    return done({ ...context, keys, listeners, lastData: { subscribed } });
  }

  // Neither the account nor whether the socket holds the binding is looked at (scenes 5.3, 5.4, 5.6).
  #unsubscribe(context: Context, message: JsonObject): Step {
    const request = readRequest(message);
    if (typeof request === 'string') return refuse(request);
    const answer = this.#resolve(request.accountId, request.binding);
    if (answer.kind === 'crash') throw new HandlerCrash();
    if (answer.kind === 'refused') return refuse(answer.error);
    const { node, behaviour } = this.#around;
    const listeners = [...context.listeners];
    for (const { listener } of answer.keys) {
      node.release(listener);
      const index = listeners.indexOf(listener);
      if (index >= 0) listeners.splice(index, 1);
    }
    if (behaviour.answersInternalKeys) {
      return done({ ...context, listeners, lastData: { unsubscribed: patterns(answer.keys) } });
    }
    const keys = context.keys.filter((held) => !answer.keys.some((key) => isSameKey(held, key)));
    const unsubscribed = [...new Set(clientBindings(answer.keys))];
    return done({ ...context, keys, listeners, lastData: { unsubscribed, subscribed: clientBindings(keys) } });
  }

  #authorize({ identity }: Context, accountId: JsonValue | undefined): string | undefined {
    const { behaviour, directory } = this.#around;
    const actorId = identity?.accountId ?? '';
    if (accountId === '*') {
      return directory.find(actorId)?.isSuperduperAdmin ? undefined : 'unauthorized wildcard account id';
    }
    if (typeof accountId !== 'string' || accountId.length < shortestSplittableId) {
      if (behaviour.closesOnMalformedAccount) throw new HandlerCrash();
      // master swallows the failed check of anything but text, and of the empty one (scene 2.9 of master.transcript).
      if (typeof accountId !== 'string' || accountId === '') return undefined;
    }
    return directory.mayActFor(actorId, accountId) ? undefined : 'unauthorized account id';
  }

  #resolve(accountId: JsonValue | undefined, binding: string): BindingAnswer {
    const { behaviour, directory, now } = this.#around;
    const realm = typeof accountId === 'string' ? directory.find(accountId)?.realm : undefined;
    return resolveBinding({ binding, accountId, realm, month: monthOf(now()), behaviour });
  }
}

function isSameKey(a: InternalKey, b: InternalKey): boolean {
  return a.clientBinding === b.clientBinding && a.pattern === b.pattern;
}

function clientBindings(keys: readonly InternalKey[]): string[] {
  return keys.map((key) => key.clientBinding);
}

function patterns(keys: readonly InternalKey[]): string[] {
  return keys.map((key) => key.pattern);
}

function done(context: Context): Step {
  return { kind: 'done', context };
}

function refuse(error: string): Step {
  return { kind: 'error', error };
}
