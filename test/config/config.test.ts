import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/config.ts';

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  test('needs nothing', () => {
    expect(readConfig({})).toMatchObject({
      port: 4000,
      host: '',
      kazooApiUrl: 'http://127.0.0.1:8000/v2',
      kazooBlackholeUrl: ['ws://127.0.0.1:5555'],
      allowedOrigins: [],
      graphiql: false,
      introspection: false,
      logLevel: 'info',
    });
  });

  test('takes each setting from its variable', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      KAZOO_API_URL: 'https://kazoo.example.com:8443/v2',
      KAZOO_BLACKHOLE_URL: 'wss://kazoo.example.com:7777',
      ALLOWED_ORIGINS: 'https://a.example.com, http://localhost:3000 https://b.example.com',
      GRAPHIQL: 'yes',
      LOG_LEVEL: 'debug',
      MAX_BUFFERED_BYTES: '1000',
      KEEP_ALIVE_MS: '1000',
    });

    expect(config).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      kazooApiUrl: 'https://kazoo.example.com:8443/v2',
      kazooBlackholeUrl: ['wss://kazoo.example.com:7777'],
      allowedOrigins: ['https://a.example.com', 'http://localhost:3000', 'https://b.example.com'],
      graphiql: true,
      logLevel: 'debug',
      maxBufferedBytes: 1000,
      keepAliveMs: 1000,
    });
  });

  test.each([
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'app://-',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'null',
    'https://*.example.com',
    'http://localhost:*',
    'http://[::1]:*',
    'http://*.example.com:8080',
    'http://*.localhost:3000',
  ])('takes the origin %s, as the clients send it that have it', (origin) => {
    expect(readConfig({ ALLOWED_ORIGINS: origin }).allowedOrigins).toEqual([origin]);
  });

  test('takes the names of the gateway in any case, and addresses', () => {
    expect(readConfig({ PUBLIC_HOSTS: 'Gateway.Example.com, 192.0.2.1 [2001:db8::1]' }).publicHosts).toEqual([
      'gateway.example.com',
      '192.0.2.1',
      '[2001:db8::1]',
    ]);
  });

  test('takes where the engine of a fleet is apart, and needs none', () => {
    const { redisUrl, redisPrefix, readyNeedsEngine } = readConfig({ REDIS_URL: 'rediss://:secret@redis:7000/2' });

    expect(redisUrl).toMatchObject({ endpoints: [{ host: 'redis', port: 7000 }], isTls: true, database: 2 });
    expect([redisPrefix, readyNeedsEngine]).toEqual(['kg', false]);
    expect(readConfig({}).redisUrl).toBeUndefined();
  });

  test('takes an empty variable for one that was left out', () => {
    expect(readConfig({ PORT: '', ALLOWED_ORIGINS: '', GRAPHIQL: '' })).toEqual(readConfig({}));
  });

  test.each([
    ['true', true],
    ['1', true],
    ['on', true],
    ['yes', true],
    ['false', false],
    ['0', false],
    ['off', false],
    ['no', false],
  ])('reads the switch %s as %s', (text, value) => {
    expect(readConfig({ INTROSPECTION: text }).introspection).toBe(value);
  });
});

describe('a setting cannot be used', () => {
  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', 'http'],
    ['PORT', '1.5'],
    ['KAZOO_API_URL', 'ftp://kazoo.example.com'],
    ['KAZOO_API_URL', 'kazoo.example.com'],
    ['KAZOO_BLACKHOLE_URL', 'http://kazoo.example.com'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://a.example.com/'],
    ['ALLOWED_ORIGINS', 'https://A.example.com'],
    ['ALLOWED_ORIGINS', 'a.example.com'],
    ['ALLOWED_ORIGINS', 'https://*'],
    ['ALLOWED_ORIGINS', 'https://*.com'],
    ['ALLOWED_ORIGINS', 'https://a*.example.com'],
    ['ALLOWED_ORIGINS', 'https://*.example.com:*'],
    ['ALLOWED_ORIGINS', 'http://localhost:80:*'],
    ['ALLOWED_ORIGINS', 'http://localhost:*/'],
    ['ALLOWED_ORIGINS', 'https://*.*.example.com'],
    ['ALLOWED_ORIGINS', 'https://a.*.example.com'],
    ['ALLOWED_ORIGINS', 'https://*.example.com/'],
    ['ALLOWED_ORIGINS', 'capacitor://*'],
    ['ALLOWED_ORIGINS', 'capacitor://localhost/'],
    ['ALLOWED_ORIGINS', 'file://'],
    ['ALLOWED_ORIGINS', 'wss://a.example.com'],
    ['PUBLIC_HOSTS', 'https://a.example.com'],
    ['PUBLIC_HOSTS', 'a.example.com:443'],
    ['PUBLIC_HOSTS', 'a.example.com/graphql'],
    ['PUBLIC_HOSTS', '*.example.com'],
    ['GRAPHIQL', 'maybe'],
    ['LOG_LEVEL', 'loud'],
    ['LINGER_MS', '0'],
    ['LINGER_MS', '-1'],
    ['LINGER_MS', '1.5'],
    ['LINGER_MS', '30s'],
    ['LINGER_MS', '2147483648'],
    ['KEEP_ALIVE_MS', '1e10'],
    ['MAX_BUFFERED_BYTES', 'Infinity'],
    ['SHUTDOWN_WINDOW_MS', '2147483648'],
    ['SNAPSHOT_TOPIC_TIMEOUT_MS', '2147483648'],
    ['KAZOO_BLACKHOLE_URL', 'kazoo1.example.com, kazoo2.example.com'],
    ['REDIS_URL', 'redis.example.com'],
    ['REDIS_URL', 'http://redis.example.com'],
    ['REDIS_PREFIX', '{kg}'],
    ['REDIS_PREFIX', 'k g'],
    ['KAZOO_API_URL', 'https://kazoo.example.com/v2?x=1'],
    ['KAZOO_BLACKHOLE_URL', 'wss://kazoo.example.com/#x'],
  ])('%s=%s', (name, value) => {
    const problems = problemsOf({ [name]: value });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: .+`));
  });

  test.each([
    ['KAZOO_API_URL', 'https://user:secret@kazoo.example.com/v2'],
    ['KAZOO_BLACKHOLE_URL', 'wss://kazoo.example.com, wss://user:secret@kazoo.example.com'],
  ])('to hold a secret in %s, which is not repeated', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name}: must not contain a user, a password, ? or #`]);
  });

  test('to lead to an engine without saying how, and its password is not repeated', () => {
    const problems = problemsOf({ REDIS_URL: 'redis://gateway:secret@redis.example.com/one' });

    expect(problems).toEqual(['REDIS_URL: its database is not a number']);
  });

  test('and all that cannot are told at once', () => {
    const problems = problemsOf({ PORT: 'x', KAZOO_API_URL: 'x', LOG_LEVEL: 'x', LINGER_MS: 'x', HOST: 'fine' });

    expect(problems.map((problem) => problem.split(':', 1)[0])).toEqual([
      'PORT',
      'KAZOO_API_URL',
      'LINGER_MS',
      'LOG_LEVEL',
    ]);
  });

  test('to let one user have more topics than its account', () => {
    const problem = 'MAX_TOPICS_PER_TOKEN: must not be above MAX_TOPICS_PER_ACCOUNT, which is ';

    expect(problemsOf({ MAX_TOPICS_PER_TOKEN: '2001' })).toEqual([`${problem}2000`]);
    expect(problemsOf({ MAX_TOPICS_PER_ACCOUNT: '10' })).toEqual([]);
    expect(problemsOf({ PORT: 'x', MAX_TOPICS_PER_TOKEN: '11', MAX_TOPICS_PER_ACCOUNT: '10' })).toEqual([
      expect.stringMatching(/^PORT: /),
      `${problem}10`,
    ]);
    expect(problemsOf({ MAX_TOPICS_PER_TOKEN: '10', MAX_TOPICS_PER_ACCOUNT: '10' })).toEqual([]);
  });

  test('and files of TLS are among them', () => {
    expect(problemsOf({ PORT: 'x', TLS_CERT: 'nowhere.pem', TLS_KEY: 'nowhere.pem' })).toEqual([
      expect.stringMatching(/^PORT: /),
      expect.stringMatching(/^TLS_KEY: .*nowhere\.pem/),
    ]);
  });

  test.each([
    ['PORT', 'http', 'must be a whole number from 0 to 65535'],
    ['LINGER_MS', '30s', 'must be a whole number of milliseconds from 1 to 2147483647'],
    ['MAX_CONNECTIONS', '-5', 'must be a whole number, at least 1'],
    ['GRAPHIQL', 'maybe', 'must be true or false'],
    ['LOG_LEVEL', 'verbose', 'must be one of fatal, error, warn, info, debug, trace, silent'],
  ])('and %s=%s is told what it must be', (name, value, advice) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name}: ${advice}`]);
  });

  test('and the error says so in its message', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'x' })).toThrow(/^PORT: .+\nLOG_LEVEL: .+$/);
  });
});
