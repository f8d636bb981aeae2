import { GraphQLError } from 'graphql';
import type { AccountList } from '../../auth/lists/list-access.ts';
import type { Session, SessionStream } from '../../auth/session.ts';
import type { SessionRegistry } from '../../auth/session-registry.ts';
import { GatewayError } from '../../errors.ts';
import type { Fanout } from '../../fanout/fanout.ts';
import type { OperationGroup } from '../../fanout/operation-group.ts';
import type { FrameSink, Subscriber } from '../../fanout/subscriber.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import type { Lease } from '../../limits/lease.ts';
import { type MaybePromise, type Steps, settled, takeSteps } from '../../scheduling/steps.ts';
import type { OperationContext } from '../operation-context.ts';
import type { AccountSource } from './account-source.ts';
import type { SubscriptionPlan } from './subscription-plans.ts';

/** What carries a subscription to its client: an operation on a WebSocket, or an SSE stream. */
export interface SubscriptionTransport {
  /**
   * Called once, when Kazoo has confirmed who the client is and what it may see. From then on the
   * transport stops the subscription when its client no longer wants it. Returns where the frames
   * go; undefined when the client has left meanwhile.
   *
   * @throws what the client is told instead.
   */
  open(subscription: ClientSubscription): FrameSink | undefined;
  /**
   * Called when the running subscription has ended for a reason that is not the client's, at most
   * once.
   */
  onEnded(error: GraphQLError): void;
}

/** What all subscriptions share. */
export interface SubscriptionServices {
  readonly sessions: SessionRegistry;
  readonly fanout: Fanout;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly onSubscribed: (clientInfo: ClientInfo, accountId: string) => void;
  /** Called when a subscription that ran is over. */
  readonly onLeft: (clientInfo: ClientInfo, stream: EndedStream, reason: LeaveReason) => void;
}

/** Whose a stream was, and of which account. */
export interface EndedStream {
  readonly accountId: string;
  /** Undefined for the token of an API key. */
  readonly userId: string | undefined;
}

/** The client sent `complete`, or its connection is gone, or else the code of an error. */
export type LeaveReason = 'completed' | 'disconnected' | (string & {});

type State =
  /**
   * `start` reports what becomes of it, and where it waits it does so no longer once it is told to.
   * `group` is set once it has joined one.
   */
  | { readonly name: 'preparing'; readonly stopWaiting?: () => void; readonly group?: OperationGroup }
  | { readonly name: 'running'; readonly group: OperationGroup }
  /** `start` throws `error` if it still runs; undefined when the client gets no answer. */
  | { readonly name: 'ended'; readonly error: unknown };

/**
 * One client's subscription, from the moment it is authorized until it is over: a member of its
 * session, which may end it, and of an operation group, which sends it events. It releases its
 * lease at its end.
 */
export class ClientSubscription implements Subscriber, SessionStream {
  readonly #source: AccountSource;
  readonly #session: Session;
  readonly #clientInfo: ClientInfo;
  readonly #transport: SubscriptionTransport;
  readonly #lease: Lease;
  readonly #services: SubscriptionServices;
  #state: State = { name: 'preparing' };

  constructor(
    source: AccountSource,
    { session, clientInfo }: OperationContext,
    transport: SubscriptionTransport,
    lease: Lease,
    services: SubscriptionServices,
  ) {
    this.#source = source;
    this.#session = session;
    this.#clientInfo = clientInfo;
    this.#transport = transport;
    this.#lease = lease;
    this.#services = services;
  }

  get accountId(): string {
    return this.#source.accountId;
  }

  get ownerId(): string | undefined {
    return this.#source.ownerId;
  }

  get lists(): readonly AccountList[] | undefined {
    return this.#source.lists;
  }

  get topics(): readonly string[] {
    return this.#source.topics;
  }

  /** True if the client has been handed everything that happened up to now. */
  get isUpToDate(): boolean {
    return this.#state.name === 'running' && this.#state.group.isUpToDate(this);
  }

  /**
   * Returns when events flow to the client, or when the client has left: at once where its group
   * has events. With `after`, the client was sent everything after that cursor by then.
   *
   * @throws the error that the client must be answered with; the subscription has ended then.
   */
  start(plan: SubscriptionPlan, after: string | undefined): MaybePromise<void> {
    return takeSteps(this.#start(plan, after));
  }

  *#start(plan: SubscriptionPlan, after: string | undefined): Steps<void> {
    // First of all: whoever ends subscriptions finds it, and its token may be the one that opens the account's socket.
    this.#services.sessions.attach(this.#session, this);
    try {
      if (this.#session.isEnded) this.onSessionEnded();
      const sink = this.#state.name === 'ended' ? undefined : this.#transport.open(this);
      if (sink === undefined) this.stop();
      else yield* this.#unlessEnded(takeSteps(this.#join(plan, sink, after)));
    } catch (error) {
      this.#transition({ name: 'ended', error });
      // No token is left that opens the account's socket: only a fresh one helps, which clients bring along when they
      // come back.
      if (error instanceof GatewayError && error.meaning.scope === 'token') this.#session.end(error);
    }
    if (this.#state.name === 'ended' && this.#state.error !== undefined) throw this.#state.error;
  }

  /** The client has left, or no longer wants it: nothing is sent any more. Idempotent. */
  stop(): void {
    this.#transition({ name: 'ended', error: undefined });
  }

  /** Ends it with an error of its own. Without effect once it is over. */
  end(error: GatewayError): void {
    this.onEnd(this.#services.maskError(error));
  }

  /** The group has ended it. */
  onEnd(error: GraphQLError): void {
    const wasRunning = this.#state.name === 'running';
    this.#transition({ name: 'ended', error });
    if (wasRunning) this.#transport.onEnded(error);
  }

  /** While it runs it ends with its transport, which knows how to tell the client. */
  onSessionEnded(): void {
    if (this.#state.name === 'preparing') this.#transition({ name: 'ended', error: this.#session.endReason });
  }

  *#join({ operation, operationKey }: SubscriptionPlan, sink: FrameSink, after?: string): Steps<void> {
    // Before Kazoo is asked for anything.
    if (after !== undefined) this.#source.checkCursor(after);
    const client = this.#session.principal ?? '';
    const group = this.#services.fanout.groupOf({ operation, operationKey, source: this.#source }, client);
    if (this.#state.name === 'preparing') this.#transition({ ...this.#state, group });
    // A past that is gone is refused once events flow, and the topic lingers: of a cursor that the client takes next,
    // everything after it is known.
    yield* group.join(this, sink, after === undefined ? undefined : { after, client });
    this.#transition({ name: 'running', group });
  }

  /** Waits until the group has admitted the subscription, or that is over: Kazoo may be slow. */
  *#unlessEnded(joined: MaybePromise<void>): Steps<void> {
    if (!(joined instanceof Promise)) return;
    const ended = new Promise<void>((stopWaiting) => {
      if (this.#state.name === 'preparing') this.#transition({ ...this.#state, stopWaiting });
      else stopWaiting();
    });
    yield* settled(Promise.race([joined, ended]));
  }

  get #ended(): EndedStream {
    return { accountId: this.accountId, userId: this.#session.userId };
  }

  /** Nothing comes after `ended`; the first reason stays. */
  #transition(next: State): void {
    const before = this.#state;
    if (before.name === 'ended') return;
    this.#state = next;
    if (next.name === 'running') this.#services.onSubscribed(this.#clientInfo, this.accountId);
    if (next.name !== 'ended') return;
    if (before.name === 'preparing') before.stopWaiting?.();
    before.group?.leave(this);
    this.#services.sessions.detach(this.#session, this);
    this.#lease.release();
    if (before.name === 'running')
      this.#services.onLeft(this.#clientInfo, this.#ended, reasonOf(next.error, this.#session));
  }
}

function reasonOf(error: unknown, { isEnded, endReason }: Session): LeaveReason {
  if (error instanceof GraphQLError) return String(error.extensions['code']);
  if (isEnded) return endReason?.code ?? 'disconnected';
  return 'completed';
}
