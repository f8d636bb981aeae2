import fc from 'fast-check';
import { executeSync, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { SharedOperation } from '../../../src/fanout/projection/projection.ts';
import { compileProjection } from '../../../src/fanout/projection/projection.ts';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';
import { gatewaySchema } from '../../harness/gateway-schema.ts';
import {
  brokenEvent,
  brokenNews,
  brokenStatus,
  brokenUpdates,
  mutatedEvent,
  news,
  plainEvent,
  status,
  updates,
} from './harness/delivered-values.ts';
import { validSubscription } from './harness/valid-subscriptions.ts';

const schema = gatewaySchema();
const numRuns = fuzzRuns(300);
const constantDirective = fc.constantFrom('', '', '', '', '@skip(if: true)', '@skip(if: false) @include(if: true)');
const variableDirective = fc.constantFrom('', '', '', '', '@skip(if: $yes)', '@include(if: $no)');
const variableValues = { binding: 'call.*.*', conferenceId: 'c', id: 'c', yes: true };

describe('a projection of an event writes what graphql-js says', () => {
  test.each([
    ['Kazoo sends', plainEvent],
    ['its data may hold', mutatedEvent],
  ])('and never gives up, whatever is selected and whatever %s', (_what, event) => {
    fc.assert(
      fc.property(validSubscription(constantDirective), event, status, updates, news, (text, ...roots) => {
        const operation = operationOf(text);
        const root = rootOf(text, ...roots);
        const data = dataOf(operation, root);

        expect(data).toBeDefined();
        expect(compileProjection(operation)(root)).toBe(data);
      }),
      { numRuns },
    );
  });

  test('or gives up where it reports an error', () => {
    let [written, left] = [0, 0];

    fc.assert(
      fc.property(
        validSubscription(constantDirective),
        brokenEvent,
        brokenStatus,
        brokenUpdates,
        brokenNews,
        (text, ...roots) => {
          const operation = operationOf(text);
          const root = rootOf(text, ...roots);
          const projected = compileProjection(operation)(root);

          expect(projected).toBe(dataOf(operation, root));
          if (projected === undefined) left += 1;
          else written += 1;
        },
      ),
      { numRuns },
    );

    expect(Math.min(written, left)).toBeGreaterThan(0);
  });

  test('also where variables decide what is selected', () => {
    fc.assert(
      fc.property(validSubscription(variableDirective), plainEvent, status, updates, news, (text, ...roots) => {
        const operation = operationOf(text);
        const root = rootOf(text, ...roots);

        expect(compileProjection(operation)(root)).toBe(dataOf(operation, root));
      }),
      { numRuns },
    );
  });
});

function operationOf(text: string): SharedOperation {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return { schema, document, operationName: undefined, variableValues };
}

function rootOf(
  text: string,
  event: unknown,
  ofStatus: unknown,
  ...ofOthers: readonly Readonly<Record<string, unknown>>[]
): unknown {
  const field = /^subscription .*?\{ (?:__proto__: )?(\w+)/.exec(text)?.[1];
  for (const roots of ofOthers) if (field !== undefined && Object.hasOwn(roots, field)) return roots[field];
  return text.includes('streamStatus') ? ofStatus : event;
}

/** As graphql-js has it; undefined when it reports an error, or what it says is no JSON. */
function dataOf(operation: SharedOperation, rootValue: unknown): string | undefined {
  const { data, errors } = executeSync({ ...operation, rootValue });
  if (errors !== undefined) return undefined;
  try {
    return JSON.stringify(data);
  } catch {
    // A bigint somewhere.
    return undefined;
  }
}
