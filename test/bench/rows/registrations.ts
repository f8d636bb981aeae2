import { Contestant, type Setup } from '../contestant.ts';
import { liveRegistrations } from '../operation.ts';
import { pollIntervalMs } from '../servers/gateway-server.ts';
import { Comparison } from './comparison.ts';
import { firstRow } from './fan-out.ts';
import type { Bench, Result, Row } from './row.ts';

const phones: Setup = {
  ...firstRow,
  operations: [liveRegistrations],
  story: 'registrations',
  eventsAtStart: 1,
  deliveriesPerRound: 20_000,
};
const changesOfRun = 50;
const mostPolls = 1;

/** 1,000 clients show the phones of an account, for which Kazoo is polled. */
export const polledList = new Comparison(phones, [
  { name: 'registrations', against: 'own callEvents', setup: firstRow, target: 1.2 },
]);

/** How often Kazoo is asked for all of them together. */
export const pollsOfList: Row = {
  names: ['registrations-polls'],
  async measure(bench: Bench): Promise<readonly Result[]> {
    const contestant = await Contestant.start(phones, bench);
    try {
      await contestant.connect();
      const [before, startedAtMs] = [await bench.feeder.polls(), performance.now()];
      for (let change = 0; change < changesOfRun; change += 1) {
        await contestant.turn();
        bench.note(`change ${change + 1} of ${changesOfRun}`);
      }
      const intervals = (performance.now() - startedAtMs) / pollIntervalMs;
      const polls = ((await bench.feeder.polls()) - before) / intervals;
      return [
        {
          row: 'registrations-polls',
          against: '',
          unit: 'requests per interval',
          ours: polls,
          baseline: undefined,
          ratio: polls,
          interval: undefined,
          launches: 1,
          target: mostPolls,
          verdict: polls <= mostPolls ? 'met' : 'missed',
          note: `${phones.connections} clients, Kazoo asked each ${pollIntervalMs} ms, ${changesOfRun} changes`,
        },
      ];
    } finally {
      await contestant.close();
    }
  },
};
