import { posix } from 'node:path';
import { buildSchema, isEnumType, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { describeSettings, documentSettings } from '../../src/config/setting-tables.ts';
import { errorMeanings } from '../../src/errors.ts';
import { subscriptionFields } from '../harness/every-event-field.ts';
import { type Document, documents, files, textOf } from './harness/markdown.ts';

const maxColumns = 140;

/** Written by commands of the repository, and not kept in it. */
const generated = /^(dist|node_modules)\/|^bench-results\.json$/;
const fileName = /^[\w./*-]+\.(ts|js|mjs|json|md|graphql|yml|conf|cfg|service|transcript)$/;
const folderName = /^[\w.-]+(\/[\w.-]+)*\/$/;
const constantName = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;

/** yoga's own codes, which keep their names beside ours. */
const codesOfYoga = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_ONLY',
];
const errorCodes = [...Object.keys(errorMeanings), ...codesOfYoga];

/** Defaults by the names of settings, as `--help` shows them. */
const settings = new Map(
  [...describeSettings().matchAll(/^ +([A-Z_]+) +(\S+)/gm)].map(([, name = '', fallback = '']) => [name, fallback]),
);
const schema = buildSchema(textOf('schema.graphql'));
const enumValues = Object.values(schema.getTypeMap())
  .filter(isEnumType)
  .flatMap((type) => type.getValues().map(({ name }) => name));
const constants = new Set([...settings.keys(), ...errorCodes, ...enumValues]);

/** Notes on Kazoo name Kazoo's own files and constants. */
const guides = documents.filter(({ path }) => !path.startsWith('src/kazoo/notes/'));
const named = (path: string): Document => {
  const document = documents.find((document) => document.path === path);
  if (document === undefined) throw new Error(`There is no ${path}.`);
  return document;
};
const pathOf = ({ path }: Document): string => path;

/**
 * Whether a file or a folder is there: from the document, or with its path's beginning left out.
 */
function isThere(path: string, document: Document): boolean {
  const relative = posix.join(posix.dirname(document.path), path);
  const pattern = new RegExp(
    `(^|/)${path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}${path.endsWith('/') ? '' : '$'}`,
  );
  return files.has(relative) || [...files].some((file) => pattern.test(file));
}

/** One message over several lines, or one in each. */
function messagesIn(block: string): readonly unknown[] {
  const texts = block.startsWith('{\n') ? [block] : block.trim().split('\n');
  return texts.map((text) => JSON.parse(text));
}

describe.each(guides.map((document) => [document.path, document] as const))('%s', (_path, document) => {
  test('names only files and folders that are there', () => {
    const names = document.codeSpans.filter((code) => fileName.test(code) || folderName.test(code));

    expect(names.filter((name) => !generated.test(name) && !isThere(name, document))).toEqual([]);
  });

  test('names only settings, error codes and enum values that there are', () => {
    const names = document.codeSpans.filter((code) => constantName.test(code));

    expect(names.filter((name) => !constants.has(name))).toEqual([]);
  });

  test('has only examples that fit the schema, and messages that are JSON', () => {
    for (const block of document.blocksOf('graphql')) expect(validate(schema, parse(block))).toEqual([]);
    for (const block of document.blocksOf('json')) expect(messagesIn(block)).not.toHaveLength(0);
  });

  test('names only commands that package.json has', () => {
    const { scripts } = JSON.parse(textOf('package.json'));
    const commands = [...document.text.matchAll(/npm run ([\w-]+)/g)].map(([, name = '']) => name);

    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test.each(documents.map(pathOf))('%s has no link that leads nowhere', (path) => {
  const document = named(path);

  const broken = document.links.filter((link) => {
    const [target = '', anchor] = link.split('#');
    const file = target === '' ? path : posix.join(posix.dirname(path), target);
    const isFolder = [...files].some((other) => other.startsWith(`${file}/`));
    if (!files.has(file)) return !isFolder;
    return anchor !== undefined && !named(file).anchors.has(anchor);
  });

  expect(broken).toEqual([]);
});

test.each(documents.map(pathOf))(`%s has no line of prose above ${maxColumns} columns`, (path) => {
  expect(named(path).prose.filter((line) => [...line].length > maxColumns)).toEqual([]);
});

describe('the guide for operators', () => {
  const rows = named('src/deploy/README.md').rowsBelow('## All settings');

  test('has each setting once', () => {
    expect(rows.map(([name]) => name).toSorted()).toEqual([...settings.keys()].toSorted());
  });

  test('ends with what --config-docs prints', () => {
    const [, printed] = textOf('src/deploy/README.md').split('## All settings\n\n');

    expect(printed).toBe(`${documentSettings()}\n`);
  });
});

test('the guide for front ends says of each error code what to do', () => {
  const rows = named('src/client/README.md').rowsBelow('## Errors');

  expect(rows.map(([code]) => code).toSorted()).toEqual(errorCodes.toSorted());
  expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
});

test('the guide for front ends has every subscription', () => {
  const rows = named('src/client/README.md').rowsBelow('## Subscriptions');

  expect(rows.map(([field]) => field).toSorted()).toEqual(
    subscriptionFields()
      .map(({ name }) => name)
      .toSorted(),
  );
});

test('the specification lists every close code that an error has', () => {
  const rows = named('src/http/websocket/PROTOCOL.md').rowsBelow('## 8. Close codes');
  const closeCodes = Object.values(errorMeanings).map(({ closeCode }) => String(closeCode));

  expect(rows.map(([code]) => code)).toEqual(expect.arrayContaining(closeCodes));
});

test('every word of the glossary with a capital letter is declared in the code', () => {
  const words = named('src/README.md')
    .rowsBelow('## Glossary')
    .flatMap(([cell = '']) => cell.split(', '))
    .filter((word) => /^[A-Z]/.test(word));
  const sources = [...files].filter((file) => /^src\/(?!simulator\/).*\.ts$/.test(file)).map(textOf);

  const unknown = words.filter((word) => {
    const declaration = new RegExp(`^export (abstract )?(class|interface|type) ${word}\\b`, 'm');
    return !sources.some((source) => declaration.test(source));
  });

  expect(words.length).toBeGreaterThan(0);
  expect(unknown).toEqual([]);
});
