import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { exampleCollection } from '../../../src/http/graphiql/examples/collection.ts';
import { kinds } from '../../../src/http/graphiql/page/bar/choices.js';
import { withArgument, withCursor } from '../../../src/http/graphiql/page/document/edits.js';
import { outline } from '../../../src/http/graphiql/page/document/outline.js';
import { snippets } from '../../../src/http/graphiql/page/document/snippets.js';
import { diagnosisOf, subscriptionFields } from '../../../src/http/graphiql/page/document/subscription-fields.js';
import { ownDocuments } from '../../../src/http/graphiql/page/own-documents.js';

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
const url = 'https://gateway.example.com/graphql';
const examples = exampleCollection().groups.flatMap((group) => group.examples);
const subscriptions = examples.filter(({ query }) => query.includes('\nsubscription '));

/** The errors of a document as it came out of an edit. */
const errorsOf = (query: string | undefined) => validate(schema, parse(query ?? ''));

test('every example fits the schema, and has a name of its own', () => {
  for (const { query } of examples) expect(errorsOf(query)).toEqual([]);
  expect(new Set(examples.map(({ name }) => name)).size).toBe(examples.length);
});

test.each(Object.entries(ownDocuments))('what the page asks for itself fits the schema: %s', (_name, query) => {
  expect(errorsOf(query)).toEqual([]);
});

test.each(kinds)('an example takes what is picked of kind $label', ({ fallback, argumentOf, list }) => {
  const found = outline(examples.find(({ name }) => name === fallback)?.query ?? '', null);

  const isTaken = list === undefined ? argumentOf(found?.field.name ?? '') : found?.variableNames.has(list);

  expect(isTaken).toBeTruthy();
});

describe('an operation is found', () => {
  test.each([
    ['{ viewer { accountId } }', 'query', 'viewer'],
    ['query { me: viewer { accountId } }', 'query', 'viewer'],
    [
      '# subscription { no }\nsubscription S @a(b: "{") { calls(scope: DESCENDANTS) { kind } }',
      'subscription',
      'calls',
    ],
    ['fragment F on Call { id } subscription { calls { kind calls { ...F } } }', 'subscription', 'calls'],
  ])('in %s', (query, type, field) => {
    expect(outline(query, null)).toMatchObject({ type, field: { name: field } });
  });

  test('by its name where there are several', () => {
    const query = 'query One { viewer { accountId } } query Two($id: ID) { account(id: $id) { name } }';

    expect(outline(query, 'Two')?.field.name).toBe('account');
    expect(outline(query, 'Two')?.variableNames).toEqual(new Set(['id']));
  });

  test.each(['', '{', 'query', 'subscription { ...F }', '"""'])('in no text that has none: %j', (query) => {
    expect(outline(query, null)?.field).toBeUndefined();
  });
});

describe('an argument is passed by a variable', () => {
  const account = { argument: 'accountId', type: 'ID' };

  test.each([
    '{ calls { takenAt } }',
    'query Q { calls(scope: DESCENDANTS) { takenAt } }',
    'query Q($s: AccountScope) { calls(scope: $s) { takenAt } }',
    'query Q { calls(accountId: "literal") { takenAt } }',
  ])('of %s', (query) => {
    const edited = withArgument(query, null, account);

    expect(errorsOf(edited?.query)).toEqual([]);
    expect(edited?.query).toContain('accountId: $accountId');
  });

  test('under the name that it has already, or another one where its own is taken', () => {
    const passed = 'query Q($of: ID) { calls(accountId: $of) { takenAt } }';
    const taken = 'query Q($accountId: AccountScope) { calls(scope: $accountId) { takenAt } }';

    expect(withArgument(passed, null, account)).toEqual({ query: passed, variable: 'of' });
    expect(errorsOf(withArgument(taken, null, account)?.query)).toEqual([]);
  });
});

describe('a subscription', () => {
  const takesAfter = (name: string): boolean =>
    schema
      .getSubscriptionType()
      ?.getFields()
      [name]?.args.some((argument) => argument.name === 'after') ?? false;

  test('is known to the page with its binding, and whether it resumes', () => {
    const names = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});

    expect(Object.keys(subscriptionFields).toSorted()).toEqual(names.toSorted());
    for (const [name, { resumes }] of Object.entries(subscriptionFields))
      expect([name, resumes]).toEqual([name, takesAfter(name)]);
  });

  test.each(subscriptions)('that can go on after a cursor is made to: $name', ({ query }) => {
    if (!takesAfter(outline(query, null)?.field.name ?? '')) return;
    for (const alias of ['here', undefined]) {
      const edited = withCursor(query, null, alias);
      expect(errorsOf(edited?.query)).toEqual([]);
      expect(edited).toEqual({ query: expect.stringContaining('after: $after'), variable: 'after' });
    }
  });

  test.each([
    ['{ callEvents { id } }', {}, 'call.*.*'],
    ['{ callEvents(events: [CHANNEL_CREATE], callId: "a@b") { id } }', {}, 'call.CHANNEL_CREATE.a@b'],
    ['($b: String!) { events(binding: $b) { id } }', { b: 'fax.status.*' }, 'fax.status.*'],
    ['{ documentEvents(action: DOC_EDITED, type: USER) { id } }', {}, 'object.doc_edited.user'],
    ['{ streamEvents(event: null) { id } }', {}, 'stream.*.*'],
    ['{ people { kind } }', {}, 'call.*.*'],
  ])('%s is diagnosed by what Kazoo is asked for', (text, variables, binding) => {
    expect(diagnosisOf({ query: `subscription ${text}`, variables })).toEqual({ binding, accountId: null });
  });

  test('that Kazoo is polled for has nothing to diagnose', () => {
    expect(diagnosisOf({ query: 'subscription { registrations { kind } }' })).toBeUndefined();
  });
});

describe.each(snippets)('as $label', ({ write }) => {
  test.each(examples)('$name is sent whole, without a token', ({ query, variables }) => {
    const program = write(url, { query, variables: JSON.parse(variables ?? '{}') });
    const sent =
      /const query = `\n([\s\S]*?)\n`;/.exec(program)?.[1] ?? JSON.parse(/^\{.*\}$/m.exec(program)?.[0] ?? '{}').query;

    expect(errorsOf(sent)).toEqual([]);
    expect(program).toContain('KAZOO_TOKEN');
  });
});

test('no text of a document ends the program that it is copied into', () => {
  const mark = '`$' + '{end}';
  const query = `query Q { account(id: "${mark}\nJSON") { id } }`;

  const [curl = '', ...others] = snippets.map(({ write }) => write(url, { query }));

  expect(curl.split('\n').filter((line) => line === 'JSON')).toHaveLength(1);
  for (const program of others) expect(program).toContain('"\\`\\$' + '{end}');
});
