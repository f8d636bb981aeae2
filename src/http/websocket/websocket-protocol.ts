import {
  CloseCode,
  type ConnectionInitMessage,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  MessageType,
  type PingMessage,
  parseMessage,
} from 'graphql-ws';
import type { SignIn } from '../../auth/sign-in.ts';
import { GatewayError } from '../../errors.ts';
import type { OperationContext } from '../../graphql/operation-context.ts';
import { type Steps, settled, takeSteps } from '../../scheduling/steps.ts';
import { tokenOfConnectionParams } from '../client-token.ts';
import type { OperationRegistry } from './operation-registry.ts';
import type { WebSocketConnection } from './websocket-connection.ts';

/** What the protocol needs on every connection. */
export interface ProtocolServices {
  readonly signIn: SignIn;
  /** How each cursor begins that is not refused here; undefined where others know some, too. */
  readonly cursorStart: string | undefined;
  /** How long a client may take to send `connection_init`. */
  readonly initTimeoutMs: number;
  /** Called with what failed although no client caused it. */
  readonly onError: (error: unknown) => void;
}

/** JSON leaves out what is undefined. */
function acknowledgement(cursors: string | undefined): string {
  return JSON.stringify({ type: MessageType.ConnectionAck, payload: cursors && { cursors } });
}

type Message = ReturnType<typeof parseMessage>;

/**
 * The server's side of graphql-transport-ws on one connection (PROTOCOL.md of graphql-ws): the
 * handshake, and which message may come when. What an operation answers is left to the operation.
 */
export class WebSocketProtocol {
  readonly #connection: WebSocketConnection;
  readonly #operations: OperationRegistry;
  readonly #context: OperationContext;
  readonly #services: ProtocolServices;
  readonly #tokenOfUpgrade: string | undefined;
  #state: 'opened' | 'initialising' | 'acknowledged' = 'opened';
  #initDeadline: NodeJS.Timeout | undefined;

  /**
   * @param tokenOfUpgrade the token in the headers of the HTTP request, which counts when
   * `connection_init` has none
   */
  constructor(
    connection: WebSocketConnection,
    operations: OperationRegistry,
    context: OperationContext,
    services: ProtocolServices,
    tokenOfUpgrade: string | undefined,
  ) {
    this.#connection = connection;
    this.#operations = operations;
    this.#context = context;
    this.#services = services;
    this.#tokenOfUpgrade = tokenOfUpgrade;
  }

  /** Waits for `connection_init` from now on. */
  open(): void {
    if (this.#connection.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      this.#connection.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
      return;
    }
    this.#initDeadline = setTimeout(() => {
      this.#connection.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, this.#services.initTimeoutMs);
  }

  receive(text: string): void {
    // While the connection closes nobody reads what still comes.
    if (!this.#connection.isOpen) return;
    let message: Message;
    try {
      message = parseMessage(text);
    } catch {
      this.#connection.close(CloseCode.BadRequest, 'Invalid message received');
      return;
    }
    try {
      this.#handle(message);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The connection is gone. */
  close(): void {
    clearTimeout(this.#initDeadline);
    this.#operations.close();
  }

  #handle(message: Message): void {
    switch (message.type) {
      case MessageType.ConnectionInit:
        if (this.#state === 'opened') void takeSteps(this.#initialise(message.payload));
        else this.#connection.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
        return;
      case MessageType.Ping:
        this.#pong(message.payload);
        return;
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        if (this.#state !== 'acknowledged') this.#connection.close(CloseCode.Unauthorized, 'Unauthorized');
        else if (this.#operations.has(message.id)) {
          this.#connection.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${message.id} already exists`);
        } else void this.#operations.start(message.id, message.payload);
        return;
      case MessageType.Complete:
        this.#operations.stop(message.id);
        return;
      default:
        this.#connection.close(CloseCode.BadRequest, `Unexpected message of type ${message.type} received`);
    }
  }

  /**
   * Acknowledges the connection, or closes it: with 4403 for an unusable token, and with 1013 when
   * Kazoo cannot be asked.
   */
  *#initialise(params: ConnectionInitMessage['payload']): Steps<void> {
    clearTimeout(this.#initDeadline);
    this.#initDeadline = undefined;
    this.#state = 'initialising';
    const { session, clientInfo } = this.#context;
    const { signIn } = this.#services;
    try {
      const token = tokenOfConnectionParams(params) ?? this.#tokenOfUpgrade;
      if (token !== undefined) yield* settled(signIn.confirm(session, token, clientInfo));
      this.#state = 'acknowledged';
      this.#connection.acknowledge(this.#operations);
      this.#connection.send(acknowledgement(this.#services.cursorStart));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Closes this one connection, whatever has failed. */
  #fail(error: unknown): void {
    const { onError } = this.#services;
    if (!(error instanceof GatewayError)) onError(error);
    this.#connection.closeWith(
      error instanceof GatewayError
        ? error
        : new GatewayError('INTERNAL_SERVER_ERROR', 'Unexpected error.', { cause: error }),
    );
  }

  /**
   * `JSON.parse` reads what nests too deep for `JSON.stringify`: a client that sends that is
   * closed.
   */
  #pong(payload: PingMessage['payload']): void {
    let pong: string;
    try {
      pong = JSON.stringify({ type: MessageType.Pong, payload });
    } catch {
      this.#connection.close(CloseCode.BadRequest, 'Invalid message received');
      return;
    }
    this.#connection.send(pong);
  }
}
