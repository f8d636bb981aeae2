import type { Config } from '../config/config.ts';
import type { SettingFacts } from '../config/setting-facts.ts';
import type { ApiHealth } from '../kazoo/crossbar/api-health.ts';
import type { KazooClock } from '../kazoo/kazoo-clock.ts';
import { KnownNames } from '../operator/known-names.ts';
import { OperatorDesk } from '../operator/operator-desk.ts';
import type { OperatorRecords } from '../operator/operator-records.ts';
import { OperatorRequests } from '../operator/operator-requests.ts';
import { OperatorToken } from '../operator/operator-token.ts';
import type { ConditionRow, InstanceRow } from '../operator/operator-view.ts';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { Log } from '../telemetry/log.ts';
import type { AccountUpstreams } from '../upstream/account-upstreams.ts';
import type { Auth } from './auth.ts';
import type { Fleet } from './fleet.ts';
import type { Limits } from './limits.ts';

export interface OperatorParts {
  readonly config: Config;
  readonly auth: Pick<Auth, 'sessions' | 'tokenRequests' | 'login'>;
  readonly upstreams: AccountUpstreams;
  readonly fleet: Fleet | undefined;
  readonly limits: Limits;
  readonly apiHealth: ApiHealth;
  readonly clock: KazooClock;
  /** Undefined where there are no operators. */
  readonly records: OperatorRecords | undefined;
  readonly settings: ReadonlyMap<string, SettingFacts>;
  readonly droppedLogLines: () => number;
  readonly turns: SlicedQueue;
  readonly log: Log;
  readonly onError: (error: unknown) => void;
}

const instancesKnownForMs = 5_000;
const clockToleranceMs = 5_000;
const msPerSecond = 1_000;

/** Creates what operators see and do. The caller closes it. Undefined where there are none. */
export function createOperator(parts: OperatorParts): OperatorRequests | undefined {
  const { config, auth, upstreams, fleet, limits, records, settings, turns, log, onError } = parts;
  if (config.operatorToken === undefined || records === undefined) return undefined;
  const names = new KnownNames();
  auth.tokenRequests.events.on('account', ({ id, name }) => {
    if (name !== null) names.learnAccount(id, name);
  });
  auth.login.events.on('loggedIn', ({ accountId, accountName, ownerId }, { username }) => {
    if (accountName !== null) names.learnAccount(accountId, accountName);
    if (ownerId !== null && username) names.learnUser(ownerId, username);
  });
  records.watch(upstreams.statuses);
  const desk = new OperatorDesk({
    upstreams,
    sessions: auth.sessions,
    names,
    records,
    conditions: () => conditionsOf(parts),
    settings,
    instances: instancesOf(fleet),
    turns,
    onError,
  });
  return new OperatorRequests({
    token: new OperatorToken(config.operatorToken),
    desk,
    addressOf: (request) => limits.addresses.of(request),
    onLimited: limits.onLimited,
    log,
  });
}

function conditionsOf(parts: OperatorParts): ReadonlyMap<string, ConditionRow> {
  const { apiHealth, upstreams, clock, limits, fleet, droppedLogLines } = parts;
  const { problem, medianMs } = apiHealth;
  const conditions = new Map<string, ConditionRow>([
    ['Kazoo API', problem === undefined ? well(apiText(medianMs)) : ill(problem)],
    ['Events', eventCondition(upstreams.statuses.counts)],
    ['Clock', clockCondition(clock.differenceMs)],
    ['Log', droppedLogLines() === 0 ? well('Every line was written.') : ill(`${droppedLogLines()} lines were lost.`)],
    ['Limits', limitCondition(limits.recentHits)],
  ]);
  if (fleet !== undefined) conditions.set('Fleet', fleetCondition(fleet.upstreams.mode, fleet.downReason));
  return conditions;
}

function apiText(medianMs: number): string {
  return medianMs === 0 ? 'It answers.' : `It answers in ${medianMs} ms.`;
}

function eventCondition(counts: ReadonlyMap<string, number>): ConditionRow {
  const without = [...counts].filter(([state]) => state !== 'LIVE' && state !== 'IDLE');
  const live = counts.get('LIVE') ?? 0;
  if (without.length === 0) return well(live === 0 ? 'Nobody listens.' : `They come. Accounts that are live: ${live}.`);
  const texts = without.map(([state, accounts]) => `${accounts} ${state}`);
  return ill(`Those of some accounts do not come: ${texts.join(', ')}.`);
}

function clockCondition(differenceMs: number): ConditionRow {
  const seconds = Math.round(differenceMs / msPerSecond);
  if (Math.abs(differenceMs) < clockToleranceMs) return well("Kazoo's clock and this one agree.");
  return ill(`Kazoo's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this one.`);
}

function limitCondition(hits: ReadonlyMap<string, number>): ConditionRow {
  if (hits.size === 0) return well('None was reached in the last minute.');
  return ill([...hits].map(([limit, times]) => `${limit.toUpperCase()} was reached ${times} times.`).join(' '));
}

function fleetCondition(mode: string, reason: string | undefined): ConditionRow {
  if (mode === 'fleet') return well('This instance is one of the fleet.');
  return ill(`This instance is ${mode}.${reason === undefined ? '' : ` ${reason}`}`);
}

function well(text: string): ConditionRow {
  return { isWell: true, text };
}

function ill(text: string): ConditionRow {
  return { isWell: false, text };
}

/** Asks the engine at most every five seconds, however many operators look. */
function instancesOf(fleet: Fleet | undefined): () => Promise<ReadonlyMap<string, InstanceRow>> {
  const none: ReadonlyMap<string, InstanceRow> = new Map();
  let known = { atMs: Number.NEGATIVE_INFINITY, rows: Promise.resolve(none) };
  return () => {
    if (fleet === undefined || fleet.upstreams.mode !== 'fleet') return Promise.resolve(none);
    const atMs = performance.now();
    if (atMs - known.atMs > instancesKnownForMs) known = { atMs, rows: rowsOf(fleet) };
    return known.rows;
  };
}

async function rowsOf({ instanceId, instances }: Fleet): Promise<ReadonlyMap<string, InstanceRow>> {
  const found = await instances();
  return new Map(
    found.map(({ instanceId: id, ownedAccounts, isReady }) => [
      id,
      { isThis: id === instanceId, ownedAccounts, isReady },
    ]),
  );
}
