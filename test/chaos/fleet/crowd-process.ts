/** The process of a fleet's clients: thousands of them must not slow down what they watch. */
import { z } from 'zod';
import { Random } from '../../../src/simulator/random.ts';
import { answerCalls } from '../../bench/child-calls.ts';
import { Record, sumOf } from '../record.ts';
import { operations } from '../watcher.ts';
import { WebSocketWatcher } from '../web-socket-watcher.ts';
import { accountEntries, crowdStart, gathering, type NewClient, type Verdict } from './crowd-messages.ts';

/** Of the gateways that nobody has told to end. */
let urls: readonly string[] = [];
let random = new Random(0);

/** One that stays at its gateway while that is there. */
class Client {
  readonly accountId: string;
  readonly watcher: WebSocketWatcher;
  url: string;

  constructor({ accountId, operation: name, token, url }: NewClient, place: number) {
    this.accountId = accountId;
    this.url = url;
    const operation = operations[name];
    this.watcher = new WebSocketWatcher({
      record: new Record(`client ${place}`, operation),
      operation,
      accountId,
      url: () => {
        if (!urls.includes(this.url) && urls.length > 0) this.url = random.pick(urls);
        return this.url;
      },
      token: () => token,
      resumes: true,
      pauseMs: () => random.integer(20, 200),
    });
  }
}

const clients: Client[] = [];

function clientAt(place: number): Client {
  const client = clients[place];
  if (client === undefined) throw new RangeError(`There is no client ${place}.`);
  return client;
}

answerCalls({
  watch(argument): void {
    const { seed, urls: first, clients: all } = crowdStart.parse(argument);
    random = new Random(seed);
    urls = first;
    for (const client of all) clients.push(new Client(client, clients.length));
  },
  /** From now on clients go to these gateways, unless they are at one of them. */
  serve(argument): void {
    urls = z.array(z.string()).parse(argument);
  },
  gather(argument): void {
    const { places, url } = gathering.parse(argument);
    for (const place of places) {
      const client = clientAt(place);
      client.url = url;
      client.watcher.cut();
    }
  },
  cut(argument): void {
    clientAt(z.number().parse(argument)).watcher.cut();
  },
  /** How many have no stream right now. */
  lost: () => clients.filter(({ watcher }) => !watcher.isSubscribed).length,
  /** All clients must see everything from these numbers on, by account. */
  flow(argument): void {
    const numbers = z.record(z.string(), z.number()).parse(argument);
    for (const { accountId, watcher } of clients) watcher.record.flowsFrom(numbers[accountId] ?? 0);
  },
  /** How many have not seen the last of these events that they want. */
  behind(argument): number {
    const last = new Map(
      z
        .array(accountEntries)
        .parse(argument)
        .map(({ accountId, entries }) => [accountId, entries]),
    );
    return clients.filter(({ accountId, watcher: { record } }) => {
      return record.last !== last.get(accountId)?.findLast((entry) => record.wants(entry))?.number;
    }).length;
  },
  /** What the clients of an account saw. */
  judge(argument): Verdict {
    const { accountId, entries } = accountEntries.parse(argument);
    const records = clients.flatMap((client) => (client.accountId === accountId ? client.watcher.record : []));
    return {
      problems: records.flatMap((record) => record.problems(entries, {})),
      alarms: records.flatMap((record) => alarmsOf(record)),
      tally: sumOf(records.map((record) => record.tally(entries))),
    };
  },
  stop(): void {
    for (const { watcher } of clients) watcher.stop();
  },
});

/** So much can come at once that a loss is possible: that is none. */
function alarmsOf(record: Record): readonly string[] {
  const gaps = record.gaps.filter(({ certain }) => certain);
  return [
    ...(gaps.length > 0 ? [`${record.name}: got false gap notices ${JSON.stringify(gaps)}`] : []),
    ...(record.expiries > 0 ? [`${record.name}: its cursor expired for nothing`] : []),
  ];
}
