import { type LiveTable, liveTable } from '../../../src/client/index.ts';
import { SubscribingClientDouble } from './subscribing-client-double.ts';

export const query = 'subscription { calls { kind calls { id state } removed { id } cursor takenAt gap { reason } } }';

export interface Call {
  readonly id: string;
  readonly state: string;
}

export interface Calls {
  readonly calls: {
    readonly kind: 'SNAPSHOT' | 'CHANGES';
    readonly calls: readonly Call[];
    readonly removed: readonly { readonly id: string; readonly reason: string }[];
  } | null;
}

export const ringing = (id: string): Call => ({ id, state: 'RINGING' });
export const answered = (id: string): Call => ({ id, state: 'ANSWERED' });

export function update(
  kind: 'SNAPSHOT' | 'CHANGES',
  calls: readonly Call[],
  removed: readonly string[] = [],
  others = {},
) {
  return { data: { calls: { kind, calls, removed: removed.map((id) => ({ id })), ...others } } };
}

export function arrange(variables?: Readonly<Record<string, unknown>>) {
  const client = new SubscribingClientDouble();
  return { client, table: liveTable<Calls>(client, { query, ...(variables && { variables }) }) };
}

/** Listens, and writes the picture down after each call. */
export function watch(table: LiveTable<Call>) {
  const pictures: unknown[] = [];
  const leave = table.subscribe(() => {
    const { status, rows, error } = table.getSnapshot();
    pictures.push([status, rows.map(({ id }) => id).join(' '), ...(error === undefined ? [] : [codeIn(error)])]);
  });
  return { pictures, leave };
}

function codeIn(error: unknown): unknown {
  return Object(error).extensions?.code ?? error;
}
