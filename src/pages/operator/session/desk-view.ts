import type { SectionChanges, SectionName, SectionRows, ViewChanges } from '../../../operator/operator-view.ts';

/** Of so many rows, those that came. */
export interface Shown<Row> {
  readonly total: number;
  readonly rows: Readonly<Record<string, Row>>;
}

/** Everything that the gateway told, as it is now. */
export type DeskView = { readonly [Name in SectionName]: Shown<SectionRows[Name]> };

const nothing = { total: 0, rows: {} };

/** Before the gateway told anything. */
export const emptyView: DeskView = {
  conditions: nothing,
  accounts: nothing,
  topics: nothing,
  connections: nothing,
  ended: nothing,
  refused: nothing,
  upstream: nothing,
  settings: nothing,
  instances: nothing,
};

export function withChanges(view: DeskView, changes: ViewChanges): DeskView {
  return {
    conditions: merged(view.conditions, changes.conditions),
    accounts: merged(view.accounts, changes.accounts),
    topics: merged(view.topics, changes.topics),
    connections: merged(view.connections, changes.connections),
    ended: merged(view.ended, changes.ended),
    refused: merged(view.refused, changes.refused),
    upstream: merged(view.upstream, changes.upstream),
    settings: merged(view.settings, changes.settings),
    instances: merged(view.instances, changes.instances),
  };
}

function merged<Row>(before: Shown<Row>, changes: SectionChanges<Row> | undefined): Shown<Row> {
  if (changes === undefined) return before;
  const gone = new Set(changes.gone);
  const kept = Object.entries(before.rows).filter(([key]) => !gone.has(key));
  return { total: changes.total, rows: { ...Object.fromEntries(kept), ...changes.set } };
}
