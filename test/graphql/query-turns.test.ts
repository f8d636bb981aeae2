import { type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { GatewayError } from '../../src/errors.ts';
import { clientLeft } from '../../src/graphql/operation-context.ts';
import { type ExecutionContext, QueryTurns } from '../../src/graphql/query-turns.ts';
import { createLease } from '../../src/limits/lease.ts';
import { OperationPlaces } from '../../src/limits/operation-places.ts';
import { SlicedQueue } from '../../src/scheduling/sliced-queue.ts';
import { rejectionOf } from '../harness/rejection.ts';

const { QUERY, MUTATION } = OperationTypeNode;
const claims = { accountId: 'account', ownerId: 'user', expiresAtMs: undefined };
const maxRunning = 2;
const longerThanSliceMs = 11;

/** An execution begins in the turn after the one in which it gets its place. */
async function turnsOver(): Promise<void> {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}

/** All tokens claim one user; Kazoo has confirmed `genuine`. */
function setUp() {
  const places = new OperationPlaces({
    maxPerClient: maxRunning,
    maxWaitingPerClient: 100,
    maxWaitMs: 30_000,
    onLimited: () => undefined,
  });
  const turns = new QueryTurns(places, { isAuthorized: (token) => token === 'genuine' }, new SlicedQueue());
  const sessions = new SessionRegistry();
  const contextOf = (token: string, clientIp: string, signal = new AbortController().signal): ExecutionContext => {
    const session = sessions.open({ onSessionEnded() {} });
    session.signIn(token, claims);
    return { session, clientInfo: { clientIp }, signal };
  };
  const running = new Map<string, () => void>();
  const execute = (type: OperationTypeNode, context: ExecutionContext, name: string): Promise<ExecutionResult> =>
    turns.run(type, context, () => new Promise((resolve) => running.set(name, () => resolve({}))));
  const release = (name: string): void => {
    running.get(name)?.();
    running.delete(name);
  };
  const end = async (name: string): Promise<void> => {
    release(name);
    await turnsOver();
  };
  // What still waits for a place would go on to wait in other tests.
  onTestFinished(async () => {
    while (running.size > 0) for (const name of [...running.keys()]) await end(name);
  });
  return { places, turns, contextOf, execute, release, end, running: () => [...running.keys()] };
}

test('of all queries of a user at one address so many have begun, and the others have executed nothing', async () => {
  const { places, contextOf, execute, end, running } = setUp();
  const context = contextOf('genuine', '203.0.113.1');
  for (const name of ['a', 'b', 'c', 'd']) void execute(QUERY, context, name);
  void execute(QUERY, contextOf('genuine', '198.51.100.1'), 'elsewhere');
  await turnsOver();

  expect(running()).toEqual(['a', 'elsewhere', 'b']);
  expect(places.waiting).toBe(2);
  await end('a');
  expect(running()).toEqual(['elsewhere', 'b', 'c']);
});

test('a mutation waits for no query', async () => {
  const { contextOf, execute, running } = setUp();
  const context = contextOf('genuine', '203.0.113.1');
  for (const name of ['a', 'b', 'c']) void execute(QUERY, context, name);

  void execute(MUTATION, context, 'login');
  await turnsOver();

  expect(running()).toContain('login');
});

test('a token that Kazoo has not confirmed takes no place of the user that it claims', async () => {
  const { contextOf, execute, running } = setUp();
  const junk = contextOf('junk', '203.0.113.1');
  for (const name of ['a', 'b', 'c']) void execute(QUERY, junk, name);

  void execute(QUERY, contextOf('genuine', '203.0.113.1'), 'innocent');
  await turnsOver();

  expect(running()).toEqual(['a', 'b', 'innocent']);
});

test('a query that fails gives its place back', async () => {
  const { places, turns, contextOf } = setUp();
  const context = contextOf('genuine', '203.0.113.1');
  for (let query = 0; query <= maxRunning; query += 1) {
    const failed = turns.run(QUERY, context, () => Promise.reject(new GatewayError('FORBIDDEN', 'it failed')));
    expect(await rejectionOf(failed)).toMatchObject({ message: 'it failed' });
  }
  expect(places.waiting).toBe(0);
});

test('of each query that fails the first code is told, masked or not, unless its client has left', async () => {
  const { places, contextOf } = setUp();
  const told: string[] = [];
  const note = (_clientInfo: unknown, code: string) => told.push(code);
  const turns = new QueryTurns(places, { isAuthorized: () => true }, new SlicedQueue(), note);
  const context = contextOf('genuine', '203.0.113.1');
  const forbidden = new GatewayError('FORBIDDEN', 'not yours');
  const failWith = (...errors: readonly GraphQLError[]) => turns.run(QUERY, context, () => ({ errors }));

  await failWith(new GraphQLError('masked', { extensions: { code: 'BAD_USER_INPUT' } }), new GraphQLError('second'));
  await failWith(new GraphQLError('not masked yet', { originalError: forbidden }));
  await failWith(new GraphQLError('a fault', { originalError: new TypeError('a fault') }));
  await rejectionOf(turns.run(QUERY, context, () => Promise.reject(forbidden)));
  await turns.run(QUERY, context, () => ({ data: {} }));
  await turns.run(MUTATION, context, () => ({ errors: [new GraphQLError('of a login')] }));
  const gone = contextOf('genuine', '203.0.113.1', AbortSignal.abort(clientLeft));
  await turns.run(QUERY, gone, () => ({ data: {} })).catch(() => undefined);

  expect(told).toEqual(['BAD_USER_INPUT', 'FORBIDDEN', 'INTERNAL_SERVER_ERROR', 'FORBIDDEN']);
});

test('a query whose client leaves as it gets its place is not executed, and gives it back', async () => {
  const client = new AbortController();
  let held = 0;
  const take = async () => {
    held += 1;
    client.abort(clientLeft);
    return createLease(() => {
      held -= 1;
    });
  };
  const turns = new QueryTurns({ take, admit: () => undefined }, { isAuthorized: () => true }, new SlicedQueue());
  let executed = 0;

  const { contextOf } = setUp();
  const query = turns.run(QUERY, contextOf('genuine', '203.0.113.1', client.signal), () => {
    executed += 1;
    return {};
  });

  expect(await rejectionOf(query)).toBe(clientLeft);
  expect({ executed, held }).toEqual({ executed: 0, held: 0 });
});

test('queries that get places at once begin in as many turns as they take, since many may leave together', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { turns, contextOf, execute, release } = setUp();
  const context = contextOf('genuine', '203.0.113.1');
  for (const name of ['a', 'b']) void execute(QUERY, context, name);
  const order: string[] = [];
  const begin = (name: string) => (): ExecutionResult => {
    order.push(name);
    vi.advanceTimersByTime(longerThanSliceMs);
    return {};
  };
  const waiting = ['c', 'd'].map((name) => turns.run(QUERY, context, begin(name)));
  await turnsOver();

  for (const name of ['a', 'b']) release(name);
  setImmediate(() => setImmediate(() => order.push('others')));
  await Promise.all(waiting);

  expect(order).toEqual(['c', 'others', 'd']);
});
