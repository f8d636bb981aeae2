import { type Contestant, closeContestants, type Setup, startContestants } from '../contestant.ts';
import { liveCalls } from '../operation.ts';
import { firstRow } from './fan-out.ts';
import { measureInLaunches } from './launches.ts';
import { type Bench, judged, type Result, type Row } from './row.ts';

const joiners = 1000;
const calls = 200;
const events: Setup = { ...firstRow, connections: joiners, story: 'many held calls' };
const lists: Setup = { ...events, operations: [liveCalls] };
/** Of the events, clients begin with none; of a list, with all that there is. */
const [ofEvents, ofLists] = [0, 1];
const warmUpRounds = 2;
const microsecondsPerMs = 1000;
const [costTarget, makingTarget] = [1.5, 1];

/** What it costs when 1,000 clients join a board of 200 calls, and how often it is made. */
export const lateJoiners: Row = {
  names: ['joiners', 'joiners-made'],
  async measure(bench: Bench, wanted: (name: string) => boolean): Promise<readonly Result[]> {
    let mostMade = 0;
    const [measurement] = await measureInLaunches(bench, [costTarget], async (note) => {
      const contestants = await startContestants([lists, events], bench);
      const [board, feed] = contestants;
      if (board === undefined || feed === undefined) throw new TypeError('There are two contestants.');
      const costs = { ours: [] as number[], baseline: [] as number[] };
      try {
        await show(board);
        for (let round = -warmUpRounds; round < bench.roundsPerLaunch; round += 1) {
          const madeBefore = await board.server.executions();
          const [ours, baseline] = [await costOfJoining(board, ofLists), await costOfJoining(feed, ofEvents)];
          mostMade = Math.max(mostMade, (await board.server.executions()) - madeBefore);
          if (round >= 0) {
            costs.ours.push(ours);
            costs.baseline.push(baseline);
          }
          note(`round ${round + 1} of ${bench.roundsPerLaunch}`);
        }
      } finally {
        await closeContestants(contestants);
      }
      return [costs];
    });
    if (measurement === undefined) return [];
    const results: readonly Result[] = [
      {
        row: 'joiners',
        against: 'own callEvents',
        unit: 'µs CPU per client',
        ...judged(measurement, costTarget),
        note: `${joiners} clients connect and subscribe, and are sent ${calls} calls each`,
      },
      {
        row: 'joiners-made',
        against: '',
        unit: 'times that the list is made',
        ours: mostMade,
        baseline: undefined,
        ratio: mostMade,
        interval: undefined,
        launches: measurement.launches,
        target: makingTarget,
        verdict: mostMade <= makingTarget ? 'met' : 'missed',
        note: `for ${joiners + 1} clients, at most in any round`,
      },
    ];
    return results.filter(({ row }) => wanted(row));
  },
};

/** All calls begin, while one client shows them. */
async function show(board: Contestant): Promise<void> {
  await board.connect(1, ofEvents);
  for (let call = 0; call < calls; call += 1) await board.turn();
  await board.disconnect();
}

/** One client shows the calls already: the others come late. */
async function costOfJoining(contestant: Contestant, eventsAtStart: number): Promise<number> {
  await contestant.connect(1, eventsAtStart);
  const before = await contestant.server.usage();
  await contestant.connect(joiners, eventsAtStart);
  const after = await contestant.server.usage();
  await contestant.disconnect();
  return ((after.cpuMs - before.cpuMs) * microsecondsPerMs) / joiners;
}
