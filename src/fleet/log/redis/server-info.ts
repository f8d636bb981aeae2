const leastMajor = 7;

/** What `INFO` says, by its words. */
export type ServerInfo = ReadonlyMap<string, string>;

export function readServerInfo(text: string): ServerInfo {
  const pairs = text.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const];
  });
  return new Map(pairs);
}

/** Why the engine cannot serve a fleet; undefined where it can. */
export function unfitness(info: ServerInfo): string | undefined {
  if (info.get('cluster_enabled') === '1') {
    return 'REDIS_URL leads to a Redis Cluster. The fleet needs one Redis or Valkey, or the Sentinels of one.';
  }
  // Valkey calls itself the Redis that it came from, 7.2.4.
  const version = info.get('redis_version') ?? '0';
  if (Number(version.split('.')[0]) < leastMajor) {
    return `REDIS_URL leads to Redis ${version}. The fleet needs Redis ${leastMajor} or later, or Valkey.`;
  }
  return undefined;
}

/** What an operator should change although the engine serves, which may store so many bytes. */
export function weaknesses(info: ServerInfo, maxLogBytes: number): readonly string[] {
  const sentences: string[] = [];
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction') {
    sentences.push(
      `The engine of the fleet may evict what it stores: its maxmemory-policy is ${policy}. Set it to noeviction.`,
    );
  }
  const maxMemory = Number(info.get('maxmemory') ?? 0);
  // 0: as much as there is.
  if (maxMemory > 0 && maxMemory <= maxLogBytes) {
    sentences.push(
      `The engine of the fleet may run full: its maxmemory of ${maxMemory} bytes is not more than MAX_LOG_BYTES, ` +
        `${maxLogBytes}. Raise the one, or lower the other.`,
    );
  }
  return sentences;
}
