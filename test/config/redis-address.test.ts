import { describe, expect, test } from 'vitest';
import { parseRedisAddress } from '../../src/config/redis-address.ts';

const plain = {
  endpoints: [{ host: 'redis', port: 6379 }],
  masterName: undefined,
  isTls: false,
  username: undefined,
  password: undefined,
  sentinelPassword: undefined,
  database: 0,
};

describe('the address of an engine', () => {
  test.each([
    ['redis://redis', plain],
    ['redis://redis/', plain],
    ['rediss://redis:7000', { ...plain, isTls: true, endpoints: [{ host: 'redis', port: 7000 }] }],
    ['redis://redis/12', { ...plain, database: 12 }],
    ['redis://:p%40ss%2Fw%3Ard@redis', { ...plain, password: 'p@ss/w:rd' }],
    ['redis://gateway:secret@redis', { ...plain, username: 'gateway', password: 'secret' }],
    ['redis://[::1]:7000', { ...plain, endpoints: [{ host: '::1', port: 7000 }] }],
    [
      'rediss+sentinel://:secret@one,two:7000,[fd00::3]:7001/calls/2?sentinelPassword=s%20p',
      {
        ...plain,
        isTls: true,
        password: 'secret',
        sentinelPassword: 's p',
        masterName: 'calls',
        database: 2,
        endpoints: [
          { host: 'one', port: 26379 },
          { host: 'two', port: 7000 },
          { host: 'fd00::3', port: 7001 },
        ],
      },
    ],
  ])('is read from %s', (text, expected) => {
    expect(parseRedisAddress(text)).toEqual(expected);
  });

  test.each([
    'http://secret@redis',
    'redis:secret',
    'redis://:secret@redis/zero',
    'redis://:secret@redis/0/1',
    'redis://:secret@redis:0',
    'redis://:secret@redis:65536',
    'redis://:secret@one,two',
    'redis://:secret@fd00::3',
    'redis://:secret@redis?sentinelPassword=secret',
    'redis://:secret@redis?tls=true',
    'redis+sentinel://:secret@one,two',
    'redis+sentinel://:secret@one,two/',
    'redis://:secret%@redis',
  ])('is refused without repeating it: %s', (text) => {
    expect(() => parseRedisAddress(text)).toThrow(/^(it|its|one of its hosts) /);
    expect(() => parseRedisAddress(text)).not.toThrow(/secret@|:secret|=secret/);
  });
});
