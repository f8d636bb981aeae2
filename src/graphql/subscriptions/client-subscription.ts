import { GraphQLError } from 'graphql';
import type { Session, SessionStream } from '../../auth/session.ts';
import type { SessionRegistry } from '../../auth/session-registry.ts';
import type { GatewayError } from '../../errors.ts';
import type { FrameSink, Subscriber, SubscriberListener } from '../../fanout/subscriber.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import type { SubscriptionLease, SubscriptionLimits } from '../../limits/subscription-limits.ts';
import type { AccountSource } from './account-source.ts';

/** What a stream's frames go to, and who is told how it ended. */
export interface SubscriptionTransport {
  readonly sink: FrameSink;
  /** Kazoo has confirmed who the client is, and it may have the stream. @throws what the client is told instead. */
  granted?(): void;
  /** The stream is over for a reason that is not the client's. */
  ended(error: GraphQLError): void;
}

/** The same for all streams. */
export interface ClientSubscriptionOptions {
  readonly sessions: SessionRegistry;
  readonly limits: SubscriptionLimits;
  readonly maskError: (error: unknown) => GraphQLError;
  /** A stream that had its seat is over; with the code of what ended it, or which end its client made. */
  readonly onLeft: (clientInfo: ClientInfo, accountId: string, reason: LeaveReason) => void;
}

/** The client sent `complete`, or its connection is gone, or else the code of an error. */
export type LeaveReason = 'completed' | 'disconnected' | (string & {});

/** One client's subscription between its session, which may end it, and its seat in the fan-out. It releases its lease when it is over. */
export class ClientSubscription implements SubscriberListener, SessionStream {
  readonly accountId: string;
  readonly ownerId: string | undefined;
  readonly #session: Session;
  readonly #lease: SubscriptionLease;
  readonly #clientInfo: ClientInfo;
  readonly #holder: SubscriptionTransport;
  readonly #options: ClientSubscriptionOptions;
  #subscriber: Subscriber | undefined;
  /** Before that, its client is told by whoever sets it up how it ended. */
  #isRunning = false;
  #endedEarly: { readonly reason: unknown } | undefined;

  constructor(
    { accountId, ownerId }: AccountSource,
    session: Session,
    lease: SubscriptionLease,
    clientInfo: ClientInfo,
    holder: SubscriptionTransport,
    options: ClientSubscriptionOptions,
  ) {
    this.accountId = accountId;
    this.ownerId = ownerId;
    this.#session = session;
    this.#lease = lease;
    this.#clientInfo = clientInfo;
    this.#holder = holder;
    this.#options = options;
  }

  get sink(): FrameSink {
    return this.#holder.sink;
  }

  subscribed(subscriber: Subscriber): void {
    this.#subscriber = subscriber;
  }

  /** @throws why it has come to nothing while it was being set up, if it has. */
  requireWanted(): void {
    if (this.#endedEarly !== undefined) throw this.#endedEarly.reason;
    if (this.#session.isEnded) this.#session.require();
  }

  /** All that comes first has been delivered: from now on its holder is told how it ends. @throws as `requireWanted` does. */
  run(): void {
    this.requireWanted();
    this.#isRunning = true;
  }

  left(error: Error | undefined): void {
    const { sessions, onLeft } = this.#options;
    sessions.detach(this.#session, this);
    this.#lease.release();
    if (this.#isRunning) onLeft(this.#clientInfo, this.accountId, reasonOf(error, this.#session));
  }

  ended(error: Error): void {
    const told = error instanceof GraphQLError ? error : this.#options.maskError(error);
    if (this.#isRunning) this.#holder.ended(told);
    else this.#endedEarly ??= { reason: told };
  }

  end(error: GatewayError): void {
    if (this.#isRunning) this.#subscriber?.end(this.#options.maskError(error));
    else {
      this.#endedEarly ??= { reason: error };
      this.#subscriber?.free();
    }
  }

  onSessionEnded(): void {
    if (!this.#isRunning) this.#subscriber?.free();
  }
}

function reasonOf(error: Error | undefined, { isEnded, endReason }: Session): LeaveReason {
  if (error instanceof GraphQLError) return String(error.extensions['code']);
  if (isEnded) return endReason?.code ?? 'disconnected';
  return 'completed';
}
