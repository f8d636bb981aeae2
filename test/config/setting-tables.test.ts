import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { describeSettings, documentSettings } from '../../src/config/setting-tables.ts';

describe('the help', () => {
  const rows = describeSettings()
    .split('\n')
    .map((line) => /^ {2}([A-Z_]+) +(\S+) +(\S.*)$/.exec(line));

  test('lists every setting, with its default and its meaning', () => {
    const names = Object.keys(readConfig({})).map((key) =>
      key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
    );

    expect(rows.map((row) => row?.[1])).toEqual(names);
  });

  test('lists defaults that can be written as they are', () => {
    const defaults = rows.map((row) => [row?.[1] ?? '', row?.[2] === '""' ? '' : (row?.[2] ?? '')]);

    expect(readConfig(Object.fromEntries(defaults))).toEqual(readConfig({}));
  });

  test('names the unit of every duration', () => {
    const durations = rows.filter((row) => /how (long|often)|delay/.test(row?.[3] ?? '')).map((row) => row?.[1]);

    expect(durations.length).toBeGreaterThan(5);
    expect(durations.filter((name) => name?.endsWith('_MS') !== true)).toEqual([]);
  });

  test('has no backticks, which are for Markdown', () => {
    expect(describeSettings()).not.toContain('`');
  });
});

describe('the tables for the documentation', () => {
  const lines = documentSettings().split('\n');

  test('have a row for each setting, below the heading of its theme', () => {
    const row = lines.indexOf(lines.find((line) => line.startsWith('| `MAX_COST` |')) ?? '');

    expect(lines.filter((line) => line.startsWith('| `'))).toHaveLength(Object.keys(readConfig({})).length);
    expect(lines.slice(0, row).findLast((line) => line.startsWith('#'))).toBe('### Limits on documents');
    expect(lines[row]).toMatch(/^\| `MAX_COST` \| 50000 \| most fields .+ \|$/);
  });

  test('say in words that there is no default', () => {
    expect(lines).toContainEqual(expect.stringMatching(/^\| `HOST` \| none \| /));
  });
});
