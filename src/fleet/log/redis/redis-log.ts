import type { RedisAddress } from '../../../config/redis-address.ts';
import type { EngineLink, EngineLinkListener } from '../engine-link.ts';
import type { FleetLog } from '../fleet-log.ts';
import { LinkedLog } from '../linked-log.ts';
import { Channels } from './channels.ts';
import { RedisConnection } from './redis-connection.ts';
import { type RedisBounds, RedisLink } from './redis-link.ts';
import { Scripts } from './scripts.ts';
import { readServerInfo, unfitness, weaknesses } from './server-info.ts';

export interface RedisLogOptions extends RedisBounds {
  readonly address: RedisAddress;
  /** Before all keys and channels, in braces; fleets with another prefix do not meet. */
  readonly prefix: string;
  /** Told with each connection what an operator should change. */
  readonly onWarning: (sentence: string) => void;
}

/** A log on Redis or Valkey. An engine that cannot serve counts as away, with the reason. */
export function redisLog(instanceId: string, options: RedisLogOptions): FleetLog {
  const scripts = new Scripts();
  return new LinkedLog(instanceId, (id, listener, signal) => openLink(id, listener, signal, scripts, options));
}

async function openLink(
  instanceId: string,
  listener: EngineLinkListener,
  signal: AbortSignal,
  scripts: Scripts,
  { address, prefix, onWarning, ...bounds }: RedisLogOptions,
): Promise<EngineLink> {
  const channels = new Channels(prefix);
  const onMessage = channels.readerOf(instanceId, listener);
  const connection = await RedisConnection.open(address, `fleet:${instanceId}`, onMessage, listener.onLost, signal);
  try {
    // Without sections: Redis before 7, which is to be refused with a sentence, takes no more than one.
    const info = readServerInfo(String(await connection.send(['INFO'])));
    const reason = unfitness(info);
    if (reason !== undefined) throw new Error(reason);
    for (const sentence of weaknesses(info, bounds.maxLogBytes)) onWarning(sentence);
    await scripts.load((words) => connection.send(words));
    await connection.subscribe(channels.of(instanceId));
    return new RedisLink(instanceId, connection, scripts, channels, bounds);
  } catch (error) {
    connection.close();
    throw error;
  }
}
