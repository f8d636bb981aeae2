import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { Contestant, type Setup } from '../contestant.ts';
import { firstRow } from './fan-out.ts';
import type { Bench, Result, Row } from './row.ts';

const connections = 5000;
const eventsPerSecond = 2000;
const eventsPerBurst = 200;
const maxUnreadMs = 200;
const settleMs = 100;
const setup: Setup = { ...firstRow, connections };

const probed = z.object({ callEvents: z.object({ receivedAt: z.coerce.date(), userAgent: z.coerce.number() }) });

/**
 * How long an event waits until the gateway, which serves 5,000 clients, reads it: Kazoo 4.3.116
 * and later drop what waits too long.
 */
export const upstreamReading: Row = {
  names: ['upstream'],
  async measure(bench: Bench): Promise<readonly Result[]> {
    const contestant = await Contestant.start(setup, bench);
    const client = createClient({
      url: `ws://127.0.0.1:${contestant.server.port}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authToken: contestant.upstream.token },
      retryAttempts: 0,
    });
    let worstMs = 0;
    const worstOfBursts: number[] = [];
    try {
      await contestant.connect();
      // The feed writes into `userAgent` when it sent the event; both clocks are this machine's.
      client.subscribe(
        { query: 'subscription { callEvents { receivedAt userAgent } }' },
        {
          next({ data }) {
            const { receivedAt, userAgent } = probed.parse(data).callEvents;
            worstMs = Math.max(worstMs, receivedAt.getTime() - userAgent);
          },
          error: () => undefined, // The connection fails only with the server, which the deliveries tell.
          complete: () => undefined,
        },
      );
      await contestant.server.untilSubscribed(connections + 1);
      for (let burst = -1; burst < bench.roundsPerLaunch; burst += 1) {
        worstMs = 0;
        const delivered = contestant.clients.delivered(connections * eventsPerBurst);
        await Promise.all([bench.feeder.burst(contestant.upstream, eventsPerBurst, eventsPerSecond), delivered]);
        await delay(settleMs);
        if (burst >= 0) worstOfBursts.push(worstMs);
        bench.note(`burst ${burst + 1} of ${bench.roundsPerLaunch}`);
      }
    } finally {
      await client.dispose();
      await contestant.close();
    }
    const worst = Math.max(...worstOfBursts);
    return [
      {
        row: 'upstream',
        against: '',
        unit: 'ms unread at worst',
        ours: worst,
        baseline: undefined,
        ratio: worst / maxUnreadMs,
        interval: undefined,
        launches: 1,
        target: 1,
        verdict: worst <= maxUnreadMs ? 'met' : 'missed',
        note:
          `bursts of ${eventsPerBurst} events at ${eventsPerSecond} per second to ${connections} clients; ` +
          `ratio to ${maxUnreadMs} ms`,
      },
    ];
  },
};
