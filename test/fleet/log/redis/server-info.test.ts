import { describe, expect, test } from 'vitest';
import { readServerInfo, unfitness, weakness } from '../../../../src/fleet/log/redis/server-info.ts';

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
    expect(weakness(info('maxmemory_policy:volatile-lru'))).toContain('volatile-lru');
    expect(weakness(info('maxmemory_policy:noeviction'))).toBeUndefined();
    expect(weakness(info())).toBeUndefined();
  });
});
