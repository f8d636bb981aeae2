import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { citationsIn } from './harness/citations.ts';

const root = new URL('../../', import.meta.url);
const ownPath = 'test/kazoo/notes.test.ts';
const notesPath = 'src/kazoo/notes/';

const paths = ['src', 'test'].flatMap((room) =>
  readdirSync(new URL(room, root), { recursive: true, encoding: 'utf8' }).map((path) => `${room}/${path}`),
);
const notePaths = paths.filter((path) => path.startsWith(notesPath) && path.endsWith('.md'));
const citingPaths = paths.filter((path) => /\.(?:[cm]?[jt]s|md|ya?ml)$/.test(path) && path !== ownPath);

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

test('every citation of a note or a scene leads somewhere', () => {
  const citations = citingPaths.flatMap((path) => {
    const own = path.startsWith(notesPath) ? basename(path) : undefined;
    return citationsIn(read(path), own).map((citation) => ({ path, ...citation }));
  });

  const broken = citations.filter(({ isResolved }) => !isResolved).map(({ path, text }) => `${path}: ${text}`);

  expect(citations.length).toBeGreaterThan(100);
  expect(broken).toEqual([]);
});

test('every file that a note names exists', () => {
  const tests = new Set(paths.map((path) => basename(path)).filter((name) => name.endsWith('.test.ts')));
  const named = notePaths.flatMap((path) =>
    [...read(path).matchAll(/`((?:src|test)\/[^`*]+|[\w-]+\.test\.ts)`/g)].map(([, name = '']) => ({ path, name })),
  );

  const absent = named.filter(({ name }) => !tests.has(name) && !existsSync(new URL(name, root)));

  expect(named.length).toBeGreaterThan(10);
  expect(absent).toEqual([]);
});

test.each([
  'rest.md section 99',
  'rest.md sections 2 and 99',
  'protocol.md "Nowhere"',
  'nowhere.md section 1',
  'scene 2.99',
  'scenes 2.1 to 2.99',
  'scene 2.1 of 3.transcript',
])('%s leads nowhere', (text) => {
  expect(citationsIn(`/** As Kazoo does (${text}). */`)).toEqual([{ text, isResolved: false }]);
});

test.each([
  'rest.md section 5',
  'rest.md sections 2 and 8',
  'events.md section 5.2',
  'protocol.md "Unsubscribe is dangerous"',
  'scene 3.5b',
  'scenes 1.4 to 1.8',
  'scene 2.9 of 4.3.142.transcript',
])('%s is found', (text) => {
  expect(citationsIn(`/** As Kazoo does (${text}). */`)).toEqual([{ text, isResolved: true }]);
});

test('a citation may go over the end of a line', () => {
  const source = '/**\n * As Kazoo does (protocol.md "Unsubscribe\n * is dangerous").\n */';

  expect(citationsIn(source)).toEqual([{ text: 'protocol.md "Unsubscribe is dangerous"', isResolved: true }]);
});
