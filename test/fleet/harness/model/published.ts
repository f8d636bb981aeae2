import type { Binding } from '../../../../src/kazoo/blackhole/binding.ts';
import { routingMatcher } from '../../../../src/kazoo/blackhole/routing.ts';
import type { FleetClient } from './fleet-client.ts';

/** An event that happened. */
export interface Published {
  readonly number: number;
  readonly accountId: string;
  readonly name: string;
  readonly at: Date;
}

/**
 * What is wrong with what a client was told, of what happened.
 *
 * @param lagMs for how long events were under way to the slowest connection
 */
export function problemsOf(client: FleetClient, all: readonly Published[], lagMs: number): readonly string[] {
  const { told, reloads, since } = client;
  const own = all.filter((event) => isFor(client, event));
  const numbers = told.map(({ number }) => number);
  const latest = numbers.slice(reloads.at(-1)?.told ?? 0);
  // What was told as missing may come after all, over a connection that is behind the others.
  const late = latest.filter(
    (number, at) =>
      at > 0 &&
      number < (latest[at - 1] ?? 0) &&
      !own.some((event) => event.number === number && isTold(client, event.at, lagMs)),
  );
  const twice = latest.filter((number, at) => latest.indexOf(number) !== at);
  const foreign = numbers.filter((number) => !own.some((event) => event.number === number));
  const seen = new Set(numbers);
  const missing = own.filter(
    ({ number, at }) => since !== undefined && at >= since && !seen.has(number) && !isTold(client, at, lagMs),
  );
  const last = own.at(-1)?.number;
  return [
    ...(since === undefined ? ['it was never live'] : []),
    ...(twice.length > 0 ? [`${twice.join()} came twice`] : []),
    ...(late.length > 0 ? [`${late.join()} came after later ones`] : []),
    ...(foreign.length > 0 ? [`${foreign.join()} were not for it`] : []),
    ...(missing.length > 0 ? [`${missing.map(({ number }) => number).join()} are missing in silence`] : []),
    ...(numbers.at(-1) === last ? [] : [`${numbers.at(-1)} came last, not ${last}`]),
  ];
}

/** What a client was told of losses. */
export function lossesOf({ told, reloads }: FleetClient): readonly string[] {
  return [
    ...told.flatMap(({ number, gap }) => (gap === null ? [] : [`a gap ${gap.reason} before ${number}`])),
    ...reloads.map(({ at }) => `an expired cursor at ${at.toISOString().slice(14, 23)}`),
  ];
}

function isFor({ accountId, bindings }: FleetClient, event: Published): boolean {
  const routing = ['call', accountId, event.name, `c${event.number}`];
  return event.accountId === accountId && bindings.some((binding) => isOf(binding, routing));
}

function isOf(binding: Binding, routing: readonly string[]): boolean {
  return routingMatcher(binding)(routing, 'call');
}

function isTold({ told, reloads }: FleetClient, at: Date, lagMs: number): boolean {
  const isInGap = told.some(({ gap }) => gap !== null && gap.from.getTime() - lagMs <= at.getTime() && at <= gap.to);
  return isInGap || reloads.some((reload) => at <= reload.at);
}
