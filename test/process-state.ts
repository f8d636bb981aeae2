import { isDeepStrictEqual } from 'node:util';
import { vi } from 'vitest';

const clocks = [
  'Date',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'queueMicrotask',
] as const;

/** What Vitest uses to talk to its main process, whenever it likes. */
const ofVitest = ['PipeWrap', 'MessagePort', 'TTYWrap', 'FSReqPromise'];

/**
 * What a test file could leave to the next one in its process, by name: clocks, variables,
 * listeners, and what keeps the process alive, such as sockets, servers and timers.
 */
export function processState(): ReadonlyMap<string, unknown> {
  const state = new Map<string, unknown>([
    ['fake timers', vi.isFakeTimers()],
    ['performance.now', performance.now],
    ['process.nextTick', process.nextTick],
    ['Math.random', Math.random],
    ['fetch', fetch],
    ['working directory', process.cwd()],
  ]);
  for (const name of clocks) state.set(name, globalThis[name]);
  for (const [name, value] of Object.entries(process.env)) state.set(`variable ${name}`, value);
  for (const name of process.eventNames()) state.set(`listeners of ${String(name)}`, process.listenerCount(name));
  for (const resource of process.getActiveResourcesInfo()) {
    if (ofVitest.includes(resource)) continue;
    const name = `open ${resource}`;
    state.set(name, Number(state.get(name) ?? 0) + 1);
  }
  return state;
}

/**
 * The names of what was changed and not changed back. What was open before and is no longer was
 * closed by whoever opened it.
 */
export function leftBetween(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): readonly string[] {
  const isClosed = (name: string): boolean =>
    name.startsWith('open ') && Number(after.get(name) ?? 0) <= Number(before.get(name) ?? 0);
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => !isDeepStrictEqual(before.get(name), after.get(name)) && !isClosed(name),
  );
}
