import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const folder = new URL('../../src/client/', import.meta.url);
const maxGzippedBytes = 8000;

const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

test('what front ends import is less than 8 kB in all, gzipped, with types and comments', () => {
  expect(gzipSync(sources.join('\n')).length).toBeLessThan(maxGzippedBytes);
});

test('what front ends import imports nothing but itself', () => {
  const imported = sources.flatMap((source) =>
    [...source.matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map(([, name]) => name),
  );

  expect(imported).toContain('./resuming-subscription.ts');
  expect(imported.filter((name) => !/^\.\/[\w-]+\.ts$/.test(name ?? ''))).toEqual([]);
});
