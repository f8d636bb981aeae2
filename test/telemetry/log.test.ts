import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createLog } from '../../src/telemetry/log.ts';

function setUp(level = 'info') {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => lines.push(line) });
  return { log, lines };
}

const secretNames = [
  'token',
  'authToken',
  'auth_token',
  'password',
  'credentials',
  'authorization',
  'apiKey',
  'api_key',
  'x-auth-token',
];

test('an error that is expected says its code, its message and its cause, and not where it was thrown', () => {
  const { log, lines } = setUp();
  const cause = new Error('status 503');

  log.warn({ err: new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo is away.', { cause }) }, 'expected');
  log.error({ err: new TypeError('undefined is no function') }, 'a fault');

  const [expected, fault] = lines.map((line) => JSON.parse(line).err);
  expect(expected).toEqual({ code: 'UPSTREAM_UNAVAILABLE', message: 'Kazoo is away.', cause: 'status 503' });
  expect(fault).toMatchObject({ type: 'TypeError', stack: expect.stringContaining('log.test.ts') });
});

describe('a log line never holds a secret', () => {
  test.each(secretNames)('named %s, at any depth that log lines have', (name) => {
    const { log, lines } = setUp();
    const secret = { [name]: 'the secret', other: 'the rest' };

    log.info(secret, 'top');
    log.info({ request: secret }, 'nested');
    log.info({ request: { headers: secret } }, 'nested twice');

    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('the secret');
    for (const line of lines) expect(line).toContain('the rest');
    expect(JSON.parse(lines[0] ?? '')[name]).toBe('[redacted]');
  });

  test.each(secretNames)('that an error carries as %s', (name) => {
    const { log, lines } = setUp();

    log.error({ err: Object.assign(new Error('failed'), { [name]: 'the secret' }) }, 'failed');

    expect(lines[0]).toContain('failed');
    expect(lines.join('')).not.toContain('the secret');
  });

  test('that a child logger was given', () => {
    const { log, lines } = setUp();

    log.child({ session: { token: 'the secret' } }).info('hello');

    expect(lines.join('')).not.toContain('the secret');
  });
});

test('a log line is JSON with its level, its fields and its message', () => {
  const { log, lines } = setUp();

  log.warn({ accountId: 'a' }, 'upstream lost');

  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 40, accountId: 'a', msg: 'upstream lost' });
});

test('lines below the level are not written', () => {
  const { log, lines } = setUp('warn');

  log.info('quiet');
  log.error('loud');

  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['loud']);
});
