import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';
import { describeEngines, inMemory, type TestEngine } from './engines.ts';
import { LogScript, type Step } from './log-script.ts';

const instance = fc.integer({ min: 0, max: 1 });
const account = fc.constantFrom('acme', 'globex');
const bindings = fc.subarray(['call.*.*', 'object.*.*', 'fax.*']);

/** Calls as instances make them, and as stale ones do. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('acquire'), instance, account, isStale: fc.boolean(), seen: fc.nat(3) }),
  fc.record({ kind: fc.constant('beat'), instance, account }),
  fc.record({ kind: fc.constant('release'), instance, account }),
  fc.record({ kind: fc.constant('transfer'), instance, account, to: instance }),
  fc.record({ kind: fc.constant('appoint'), instance, account, to: fc.option(instance) }),
  fc.record({
    kind: fc.constant('append'),
    instance,
    account,
    bodies: fc.array(fc.string({ unit: 'grapheme', maxLength: 5 }), { maxLength: 3 }),
    begins: bindings,
    ends: bindings,
    areStatuses: fc.boolean(),
    /** How many of the entries are put back. */
    restored: fc.nat(2),
    keep: fc.nat(3),
    fault: fc.constantFrom('none', 'none', 'none', 'none', 'previous', 'epoch', 'fence', 'again'),
  }),
  fc.record({ kind: fc.constant('look'), account }),
  fc.record({ kind: fc.constant('read'), account, after: fc.nat(4), entries: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('want'), instance, account, wanted: bindings, unwanted: bindings }),
  fc.record({ kind: fc.constant('renewEpoch'), isStale: fc.boolean() }),
);

async function outcomes(engine: TestEngine, steps: readonly Step[]): Promise<readonly unknown[]> {
  await using _ = engine;
  const script = new LogScript([await engine.instance('0'), await engine.instance('1')]);
  return await script.play(steps);
}

describeEngines('any calls', (open, kind) => {
  test.skipIf(kind === inMemory)('have the outcomes that they have in memory', async () => {
    await using memory = await inMemory.start();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const expected = await outcomes(memory.open(), steps);

        expect(await outcomes(open(), steps)).toEqual(expected);
      }),
      { numRuns: fuzzRuns(5) },
    );
  });
});
