import { describe, expect, test } from 'vitest';
import { readServerInfo, unfitness, weaknesses } from '../../../../src/fleet/log/redis/server-info.ts';

function info(...lines: readonly string[]): ReturnType<typeof readServerInfo> {
  return readServerInfo(['# Server', ...lines, ''].join('\r\n'));
}

describe('an engine', () => {
  test.each([
    ['Redis 7', 'redis_version:7.0.15'],
    ['Redis 8', 'redis_version:8.2.1'],
    ['Valkey', 'redis_version:7.2.4', 'valkey_version:8.1.0'],
  ])('that is %s is fit', (_, ...lines) => {
    expect(unfitness(info(...lines, 'cluster_enabled:0'))).toBeUndefined();
  });

  test('that is older is not, nor is a cluster', () => {
    expect(unfitness(info('redis_version:6.2.14'))).toContain('Redis 6.2.14. The fleet needs Redis 7 or later');
    expect(unfitness(info('redis_version:7.2.4', 'cluster_enabled:1'))).toContain('a Redis Cluster');
    expect(unfitness(info())).toContain('The fleet needs Redis 7 or later');
  });

  test('that may evict what it stores is warned about', () => {
    expect(weaknesses(info('maxmemory_policy:volatile-lru'), 1)).toEqual([expect.stringContaining('volatile-lru')]);
    expect(weaknesses(info('maxmemory_policy:noeviction', 'maxmemory:0'), 1)).toEqual([]);
    expect(weaknesses(info(), 1)).toEqual([]);
  });

  test('that has no room for what may be stored is warned about', () => {
    const small = info('maxmemory_policy:noeviction', 'maxmemory:536870912');

    expect(weaknesses(small, 536_870_912)).toEqual([
      expect.stringContaining('may run full: its maxmemory of 536870912'),
    ]);
    expect(weaknesses(small, 500_000_000)).toEqual([]);
  });
});
