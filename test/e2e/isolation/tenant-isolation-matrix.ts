import { type Transport, transports } from '../../harness/answer-over.ts';
import { type Harness, type HarnessOptions, startHarness } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { SseReader } from '../../harness/sse-reader.ts';
import {
  type Actor,
  type IsolationAccounts,
  isolationAccounts,
  type Relation,
  relations,
  type Tenant,
} from './tenant-isolation-accounts.ts';

/** An actor asks about an account over a transport. */
export interface Cell {
  readonly name: string;
  readonly actor: Actor;
  readonly relation: Relation;
  readonly tenant: Tenant;
  readonly transport: Transport;
}

/**
 * Both ways to admit a token, and each world of bindings: 4.3 has no presence, and only 5 as it is
 * shipped has audio streams, missed calls, and no calls or faxes of every account.
 */
export const settings = {
  'master, which is asked about each token': { kazoo: { version: 'master' } },
  'Kazoo 4.3, whose signatures are trusted first': {
    kazoo: { version: '4.3.142' },
    settings: ({ directory }) => ({ KAZOO_API_KEY: directory.account('master').apiKey }),
  },
  'Kazoo 5 as it ships, with missed calls and queues': {
    kazoo: { version: '5', modules: ['stream', 'notifications'], hasQueues: true },
  },
} as const satisfies Readonly<Record<string, HarnessOptions>>;

export type Setting = keyof typeof settings;

const manyRequests = 1_000_000;
const concurrentCells = 24;
/**
 * A cell that is neither served nor refused is a finding, too. For what hangs: no cell is meant to
 * be silent, and a busy machine is slow.
 */
const silenceMs = 30_000;

export interface Matrix extends AsyncDisposable {
  readonly harness: Harness;
  readonly accounts: IsolationAccounts;
  readonly cells: readonly Cell[];
}

export async function startMatrix(setting: Setting): Promise<Matrix> {
  const { kazoo, ...options }: HarnessOptions = settings[setting];
  const harness = await startHarness({
    ...options,
    kazoo: { ...kazoo, crossbarBucketTokens: manyRequests, blackholeBucketTokens: manyRequests },
  });
  const accounts = isolationAccounts(harness);
  // By its signature a revoked token passes once, until Kazoo has answered (src/deploy/README.md, "Point it at Kazoo").
  for (const { refusal, token = '' } of accounts.actors) {
    if (refusal !== undefined) await harness.post({ query: '{ viewer { accountId } }' }, { 'X-Auth-Token': token });
  }
  return {
    harness,
    accounts,
    cells: accounts.actors.flatMap(cellsOf),
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  };
}

function cellsOf(actor: Actor): readonly Cell[] {
  return relations.flatMap((relation) => {
    const tenant = actor.tenants[relation];
    if (tenant === undefined) return [];
    return transports
      .filter((transport) => relation === 'own' || saysWhat(actor, transport))
      .map((transport) => ({
        name: `${actor.name} → ${relation} over ${transport}`,
        actor,
        relation,
        tenant,
        transport,
      }));
  });
}

/**
 * False where the gateway never hears what the actor asks for, so that all its cells would be one:
 * over WebSocket a token comes before the first operation, and a bad one ends the connection.
 */
function saysWhat({ token, refusal }: Actor, transport: Transport): boolean {
  return transport !== 'WebSocket' || token === undefined || refusal === undefined;
}

/**
 * The rule of who may see what: the own account and those below it, and everything for superduper
 * admins. Undefined when the operation is served.
 */
export function refusalOf({ actor, relation }: Cell): string | undefined {
  if (actor.refusal !== undefined) return actor.refusal;
  if (relation === 'unknown') return 'FORBIDDEN';
  return actor.isSuperduper || relation === 'own' || relation === 'descendant' ? undefined : 'FORBIDDEN';
}

/**
 * A request that no actor may make is refused before Kazoo is asked about the token. Over WebSocket
 * the token comes first.
 */
export function refusalOfMistake({ actor, transport }: Cell): string {
  const isUndecided = actor.isPlausible === true && transport !== 'WebSocket';
  return isUndecided ? 'BAD_USER_INPUT' : (actor.refusal ?? 'BAD_USER_INPUT');
}

/** The code with which a subscription is refused that comes over plain HTTP. */
export function refusalOverHttp({ transport }: Cell): string | undefined {
  return transport === 'HTTP' ? 'BAD_USER_INPUT' : undefined;
}

/** One result, an error or the end of the connection, as it came. */
export type Message = Readonly<Record<string, unknown>>;

/** What a client reads of one operation, message by message. */
export interface Conversation extends AsyncDisposable {
  next(): Promise<Message>;
}

/** Sends an operation as the cell says. A connection that is refused counts as the answer. */
export async function converse({ url, webSocketUrl }: Harness, cell: Cell, body: object): Promise<Conversation> {
  const { actor, transport } = cell;
  if (transport === 'WebSocket') return overWebSocket(webSocketUrl, actor.token, body);
  const abort = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: transport === 'SSE' ? 'text/event-stream' : 'application/json',
      ...(actor.token === undefined ? {} : { 'X-Auth-Token': actor.token }),
    },
    body: JSON.stringify(body),
    signal: abort.signal,
  });
  const sse = transport === 'SSE' ? new SseReader(response, abort) : undefined;
  return {
    next: async () => read(sse === undefined ? await response.json() : (await sse.next()).data),
    async [Symbol.asyncDispose]() {
      abort.abort();
    },
  };
}

async function overWebSocket(url: string, token: string | undefined, body: object): Promise<Conversation> {
  const client = await RawClient.open(url);
  client.init(token === undefined ? {} : { authToken: token });
  const first = await client.next();
  if (first['type'] === 'connection_ack') client.send({ type: 'subscribe', id: '1', payload: body });
  return {
    async next() {
      const message = first['type'] === 'connection_ack' ? await client.next() : first;
      if (message['type'] === 'close') return { errors: [{ extensions: { code: message['reason'] } }] };
      return read(message['type'] === 'error' ? { errors: message['payload'] } : message['payload']);
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

function read(answer: unknown): Message {
  return JSON.parse(JSON.stringify(answer));
}

/** The code of the first error, or undefined when there is none. */
export function refusalIn(message: Message): string | undefined {
  const errors = message['errors'];
  if (!Array.isArray(errors)) return undefined;
  return String(errors[0]?.extensions?.code);
}

/** The only root field of a result. */
export function fieldIn({ data }: Message): Readonly<Record<string, unknown>> {
  return read(Object.values(data ?? {})[0] ?? null);
}

/**
 * Runs all cells, a bounded number at once; an operation without an answer in time is reported as
 * `silence`. Requests that nobody may make come last: which mistake is reported depends on whether
 * Kazoo is being asked about the same token meanwhile.
 */
export async function runCells<Outcome>(
  cells: readonly Cell[],
  run: (cell: Cell) => Promise<Outcome>,
): Promise<Readonly<Record<string, Outcome | 'silence'>>> {
  const outcomes: [string, Outcome | 'silence'][] = [];
  // graphql-js reads the stack of each error that it reports, and Vitest maps each that is read to its sources.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const isMistake = ({ relation }: Cell): boolean => relation === '*';
  const batches = [cells.filter((cell) => !isMistake(cell)), cells.filter(isMistake)].flatMap(inBatches);
  try {
    for (const batch of batches) {
      outcomes.push(
        ...(await Promise.all(
          batch.map(async (cell): Promise<[string, Outcome | 'silence']> => [cell.name, await orSilence(run(cell))]),
        )),
      );
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return Object.fromEntries(outcomes);
}

function inBatches(cells: readonly Cell[]): readonly (readonly Cell[])[] {
  const count = Math.ceil(cells.length / concurrentCells);
  return Array.from({ length: count }, (_, index) =>
    cells.slice(index * concurrentCells, (index + 1) * concurrentCells),
  );
}

export async function orSilence<Outcome>(outcome: Promise<Outcome>): Promise<Outcome | 'silence'> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(() => resolve('silence'), silenceMs);
  });
  try {
    return await Promise.race([outcome, silence]);
  } finally {
    clearTimeout(timer);
  }
}

export function idsOf(things: readonly { readonly id: string }[]): readonly string[] {
  return things.map(({ id }) => id);
}
