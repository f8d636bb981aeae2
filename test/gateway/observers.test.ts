import { expect, test, vi } from 'vitest';
import { createClientObserver } from '../../src/gateway/observers.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

function setUp(level: string) {
  const lines: string[] = [];
  const metrics = createMetrics();
  const observer = createClientObserver(metrics, createLog(level, { write: (line) => lines.push(line) }));
  return { metrics, observer, logged: () => lines.map((line) => JSON.parse(line)) };
}

test('who guesses passwords cannot fill the log: one line for the address, and all are counted', async () => {
  const { metrics, observer, logged } = setUp('info');

  for (let guess = 0; guess < 1_000; guess += 1)
    observer.onLogin({ clientIp: `2001:db8:1:2::${guess.toString(16)}` }, 'INVALID_CREDENTIALS');
  observer.onLogin({ clientIp: '2001:db8:1:2::1' }, 'success');
  observer.onLogin({ clientIp: '198.51.100.1' }, 'INVALID_CREDENTIALS');

  const atOnce = [
    { msg: 'login', clientIp: '2001:db8:1:2::0', outcome: 'INVALID_CREDENTIALS' },
    { msg: 'login', clientIp: '2001:db8:1:2::1', outcome: 'success' },
    { msg: 'login', clientIp: '198.51.100.1', outcome: 'INVALID_CREDENTIALS' },
  ];
  expect(logged()).toMatchObject(atOnce);
  observer.close();
  expect(logged()).toMatchObject([
    ...atOnce,
    { msg: 'more logins of this address in the last minute', clientIp: '2001:db8:1:2::/64', logins: 999 },
  ]);
  expect((await metrics.logins.get()).values).toContainEqual({
    labels: { outcome: 'INVALID_CREDENTIALS' },
    value: 1001,
  });
});

test('with debug, too, refused logins of an address are summed each minute', () => {
  vi.useFakeTimers();
  const { observer, logged } = setUp('debug');

  for (let minute = 0; minute < 3; minute += 1) {
    for (let guess = 0; guess < 1_000; guess += 1)
      observer.onLogin({ clientIp: '198.51.100.1' }, 'INVALID_CREDENTIALS');
    vi.advanceTimersByTime(60_000);
  }

  expect(logged().map(({ logins = 1 }) => logins)).toEqual([1, 999, 1, 999, 1, 999]);
  observer.close();
  vi.useRealTimers();
});

test('with debug every successful login is logged once', () => {
  const { observer, logged } = setUp('debug');

  for (let login = 0; login < 3; login += 1) observer.onLogin({ clientIp: '198.51.100.1' }, 'success');

  expect(logged().map(({ msg, level }) => [msg, level])).toEqual([
    ['login', 30],
    ['login', 20],
    ['login', 20],
  ]);
});

test('close codes that clients make up are counted as one', async () => {
  const { metrics, observer } = setUp('info');

  for (let code = 3_000; code < 5_000; code += 1) observer.onDisconnect({}, code, '');
  observer.onDisconnect({}, 1_000, '');
  observer.onDisconnect({}, 4_403, 'TOKEN_EXPIRED');

  const { values } = await metrics.disconnects.get();
  expect(values.length).toBeLessThan(20);
  expect(values).toContainEqual({ labels: { code: 4_403 }, value: 2 });
  expect(values.find(({ labels }) => labels.code === 'other')?.value).toBeGreaterThan(1_980);
});
