import { GatewayError } from '../../../../src/errors.ts';
import type { OpenSource, SourceEvent } from '../../../../src/fanout/shared-source.ts';
import { eventSource } from '../../../../src/graphql/subscriptions/event-source.ts';
import type { DeliveredEvent } from '../../../../src/graphql/subscriptions/event-stream.ts';
import type { Binding } from '../../../../src/kazoo/blackhole/binding.ts';
import type { Gap } from '../../../../src/upstream/history/gap.ts';
import type { Instance } from '../fleet-instance.ts';

/** After it, as clients know, nobody can resume: who left without a cursor is told so. */
const lostCursor = '0-0';
/** Before a client tries again what failed. */
const retryMs = 500;

/** One event as a client got it. */
export interface ToldEvent {
  readonly number: number;
  readonly gap: Gap | null;
  /** The cursor that the client had before it. */
  readonly before: string | undefined;
}

interface Connection {
  readonly instance: Instance;
  readonly open: OpenSource;
  /** Whether events flow to the client. */
  isLive: boolean;
  isOver: boolean;
}

/** A client of several bindings, and what it has been told over all the connections that it had. */
export class FleetClient {
  readonly accountId: string;
  readonly bindings: readonly Binding[];
  readonly told: ToldEvent[] = [];
  /** When it had to load everything afresh, and how many events it had been told by then. */
  readonly reloads: { readonly at: Date; readonly told: number }[] = [];
  /** When it was live for the first time: events from then on are the client's. */
  since: Date | undefined;
  #cursor: string | undefined;
  #connection: Connection | undefined;

  constructor(accountId: string, bindings: readonly Binding[]) {
    this.accountId = accountId;
    this.bindings = bindings;
  }

  /** Undefined while it has no connection. */
  get instance(): Instance | undefined {
    return this.#connection?.instance;
  }

  /** Loses the connection that it has, and goes on over another one. */
  connect(instance: Instance): void {
    this.cut();
    const { upstreams } = instance;
    const source = eventSource({ accountId: this.accountId, bindings: this.bindings, upstreams });
    const after = this.#cursor ?? (this.since === undefined ? undefined : lostCursor);
    const onEvent = (event: SourceEvent): void => {
      // What comes before the catch-up is in it, too.
      if (connection.isLive && !connection.isOver) this.#see(event);
    };
    const open = source.open({ onEvent, onEnd: () => undefined }, 'client');
    const connection: Connection = { instance, open, isLive: after === undefined, isOver: false };
    this.#connection = connection;
    open.live.then(
      async () => {
        if (after !== undefined) await open.reach?.(after);
        if (connection.isOver) return;
        this.since ??= new Date();
        if (after !== undefined) this.#resume(after, connection, () => source.replay(after));
        connection.isLive = true;
        this.ping();
      },
      () => {
        if (!connection.isOver) setTimeout(() => connection.isOver || this.connect(instance), retryMs);
      },
    );
  }

  /** The cursor of a ping comes, if it has one. */
  ping(): void {
    if (this.#connection?.isLive !== true) return;
    const { open, instance } = this.#connection;
    const { isHolding = false, pendingNotice } = open;
    const isUpToDate = this.since !== undefined && !isHolding && pendingNotice === undefined;
    if (isUpToDate && !instance.upstreams.isBehind) this.#cursor = instance.upstreams.cursor;
  }

  /** @param lost so many of the last events were on their way, and do not come any more */
  cut(lost = 0): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    connection.isOver = true;
    connection.open.close();
    const kept = Math.max(this.told.length - lost, this.reloads.at(-1)?.told ?? 0);
    const first = this.told[kept];
    if (first?.before === undefined) return;
    this.told.splice(kept);
    this.#cursor = first.before;
  }

  #resume(after: string, { open }: Connection, replay: () => Iterable<SourceEvent>): void {
    try {
      for (const event of replay()) this.#see(event);
      open.remind?.(after);
    } catch (error) {
      if (!(error instanceof GatewayError && error.code === 'CURSOR_EXPIRED')) throw error;
      this.reloads.push({ at: new Date(), told: this.told.length });
      this.#cursor = undefined;
    }
  }

  #see({ root, cursor }: SourceEvent): void {
    const { event, gap } = root as DeliveredEvent;
    this.told.push({ number: Number(event.data['number']), gap, before: this.#cursor });
    this.#cursor = cursor;
  }
}
