import { Comparison } from './comparison.ts';
import { firstRow } from './fan-out.ts';

const few = 100;
const many = 5000;
const target = 1.25;

/** Whether a delivery costs the same however many clients there are. */
export const flatFew = new Comparison({ ...firstRow, connections: few, deliveriesPerRound: 30_000 }, [
  { name: 'flat-100', against: 'own first row', setup: firstRow, target },
]);

export const flatMany = new Comparison({ ...firstRow, connections: many }, [
  { name: 'flat-5000', against: 'own first row', setup: firstRow, target },
]);
