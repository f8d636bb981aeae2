import { expect, test } from 'vitest';
import type { ConditionRow, OperatorView } from '../../src/operator/operator-view.ts';
import { ToldView } from '../../src/operator/view-changes.ts';
import { emptyView } from './harness/empty-view.ts';

function viewOf(
  conditions: Readonly<Record<string, ConditionRow>>,
  total = Object.keys(conditions).length,
): OperatorView {
  return { ...emptyView, conditions: { total, rows: new Map(Object.entries(conditions)) } };
}

const well = { isWell: true, text: 'all is well' };
const ill = { isWell: false, text: 'something is not' };

test('first everything is told, then only what has changed', () => {
  const told = new ToldView();

  expect(told.changes(viewOf({ one: well, two: well }))).toMatchObject({
    conditions: { total: 2, set: { one: well, two: well }, gone: [] },
    accounts: { total: 0, set: {}, gone: [] },
  });
  expect(told.changes(viewOf({ one: { ...well }, two: well }))).toBeUndefined();
  expect(told.changes(viewOf({ one: ill, three: well }))).toEqual({
    conditions: { total: 2, set: { one: ill, three: well }, gone: ['two'] },
  });
  expect(told.changes(viewOf({ one: ill, three: well }, 7))).toEqual({
    conditions: { total: 7, set: {}, gone: [] },
  });
});
