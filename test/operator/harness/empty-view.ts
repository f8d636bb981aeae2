import type { OperatorView } from '../../../src/operator/operator-view.ts';

const empty = { total: 0, rows: new Map<string, never>() };
/** What operators see of a gateway that has nothing to show. */
export const emptyView: OperatorView = {
  conditions: empty,
  accounts: empty,
  topics: empty,
  connections: empty,
  ended: empty,
  refused: empty,
  upstream: empty,
  settings: empty,
  instances: empty,
};
