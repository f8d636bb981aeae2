import type { Harness, Reader } from '../../harness/gateway-harness.ts';

/** What the tests select of a live list that Kazoo is polled for. */
export interface PolledUpdate {
  readonly kind: string;
  readonly removed: readonly { readonly id: string; readonly reason: string }[];
  readonly gap: unknown;
  readonly cursor: string;
  readonly takenAt: string;
  /** In the rows, which have the name of the list. */
  readonly [list: string]: unknown;
}

/** The settings that make polls quick. */
export const quickPolls = { MIN_POLL_INTERVAL_MS: '20' };

/** A subscription to a live list, with these fields of each row. */
export function polledList(list: string, fields: string): string {
  return `subscription ($accountId: ID, $everyMs: Int) {
    ${list}(accountId: $accountId, everyMs: $everyMs) {
      kind ${list} { ${fields} } removed { id reason } gap { reason } cursor takenAt
    }
  }`;
}

/** Reads the next update of a list. */
export async function nextUpdate(reader: Reader<Record<string, PolledUpdate>>, list: string): Promise<PolledUpdate> {
  const { data } = await reader.next();
  const update = data?.[list];
  if (update === undefined) throw new Error(`There is no ${list} in the result`);
  return update;
}

/** How often Kazoo was asked for a list of the account. */
export function pollsOf({ kazoo }: Pick<Harness, 'kazoo'>, path: string): number {
  return kazoo.crossbar.requests.filter((request) => request.path.endsWith(`/${path}`)).length;
}

export const registrations = polledList('registrations', 'id username ownerId');

/** Follows a list of the demo account. */
export function follow(harness: Harness, list: string, document: string, variables = {}) {
  const reader: Reader<Record<string, PolledUpdate>> = harness.subscribe(harness.clientOf('demo'), document, variables);
  return { reader, next: () => nextUpdate(reader, list) };
}
