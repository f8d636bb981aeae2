import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createLog } from '../../src/telemetry/log.ts';
import { LogOutput } from '../../src/telemetry/log-output.ts';
import { openPipe } from '../harness/open-pipe.ts';

const longMs = 10_000;

/** Returns the path of a file in a folder of its own, which is removed with it. */
function newPath() {
  const folder = mkdtempSync(join(tmpdir(), 'log-output-'));
  return { path: join(folder, 'log'), [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

// Nothing below is closed: an output that still tries to write must not meet the next test's file under its number.

const openFullDisk = (): number => openSync('/dev/full', 'w');

describe('a full disk', () => {
  test('throws nothing; lines wait up to the limit, and the others are dropped and counted', async () => {
    const output = new LogOutput({ fd: openFullDisk(), maxWaitingBytes: 2_000 });
    const log = createLog('info', output);

    for (let line = 0; line < 100; line += 1) log.info({ line }, 'x'.repeat(100));
    await output.flush(600);
    log.info('x'.repeat(2_000));

    expect(output.droppedLines).toBeGreaterThan(80);
    expect(output.droppedLines).toBeLessThan(101);
  });

  test('keeps neither a slow nor a sudden end of the process waiting for ever', async () => {
    const output = new LogOutput({ fd: openFullDisk() });
    output.write('a line\n');
    const beganMs = performance.now();

    await output.flush(50);
    output.flushSync(50);

    expect(performance.now() - beganMs).toBeLessThan(2_000);
    expect(output.droppedLines).toBe(0);
  });
});

describe('a pipe whose reader stands still', () => {
  test('holds no thread; what waited is written in order when it reads again', async () => {
    const pipe = openPipe();
    const output = new LogOutput({ fd: pipe.fd });
    const lines = Array.from({ length: 3_000 }, (_, index) => `line ${index} ${'x'.repeat(90)}\n`);
    for (const line of lines) output.write(line);
    await output.flush(100);

    let received = '';
    await vi.waitFor(
      () => {
        received += pipe.read();
        expect(received.length).toBe(lines.join('').length);
      },
      { timeout: longMs, interval: 5 },
    );

    expect(received).toBe(lines.join(''));
    await output.flush(longMs);
    expect(output.droppedLines).toBe(0);
  });

  test('when it reads again, a line says how many were dropped', async () => {
    const pipe = openPipe();
    const output = new LogOutput({ fd: pipe.fd, maxWaitingBytes: 100_000 });
    for (let line = 0; line < 2_000; line += 1) output.write(`${'x'.repeat(99)}\n`);
    const dropped = output.droppedLines;

    let received = '';
    await vi.waitFor(
      () => {
        received += pipe.read();
        expect(received).toContain('log lines were lost');
      },
      { timeout: longMs, interval: 5 },
    );

    expect(dropped).toBe(1_000);
    const told = received.split('\n').filter((line) => line.startsWith('{'));
    expect(told.map((line) => JSON.parse(line))).toMatchObject([
      { level: 40, msg: 'log lines were lost', lines: dropped },
    ]);
    output.write('the next\n');
    await output.flush(longMs);
    expect(pipe.read()).toBe('the next\n');
  });

  test('takes no longer than it may when the process ends', () => {
    const pipe = openPipe();
    const output = new LogOutput({ fd: pipe.fd });
    for (let line = 0; line < 3_000; line += 1) output.write(`line ${line} ${'x'.repeat(90)}\n`);
    const beganMs = performance.now();

    output.flushSync(100);

    expect(performance.now() - beganMs).toBeGreaterThan(99);
    expect(performance.now() - beganMs).toBeLessThan(2_000);
  });
});

test('a process that ends at once writes what waits, in order', async () => {
  using file = newPath();
  const output = new LogOutput({ fd: openSync(file.path, 'a') });
  output.write('first\n');
  await output.flush(longMs);

  // The second is under way while the others wait.
  for (const line of ['second\n', 'third\n', 'fourth\n']) output.write(line);
  output.flushSync(longMs);
  await vi.waitFor(() => expect(readFileSync(file.path, 'utf8')).toContain('second\n'), { timeout: longMs });

  const text = readFileSync(file.path, 'utf8');
  expect(text.split('\n').toSorted()).toEqual(['', 'first', 'fourth', 'second', 'third']);
  expect(text).toContain('third\nfourth\n');
});

test('a line that a terminal shows is written for people', async () => {
  using file = newPath();
  const output = new LogOutput({ fd: openSync(file.path, 'a'), format: (line) => `${JSON.parse(line).msg}!\n` });

  createLog('info', output).info('listening');
  await output.flush(longMs);

  expect(readFileSync(file.path, 'utf8')).toBe('listening!\n');
});
