import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { EngineLink, OpenLink } from '../../../src/fleet/log/engine-link.ts';
import { LinkedLog } from '../../../src/fleet/log/linked-log.ts';
import { MemoryEngine } from '../harness/memory/memory-engine.ts';
import { MemoryLink } from '../harness/memory/memory-link.ts';
import { Owner } from './owner.ts';
import { RecordedLog } from './recorded-log.ts';

const accounts = Array.from({ length: 1_000 }, (_, index) => `${index}`);

/** How often each call, which takes a turn, is under way, and was begun. */
class CallCount {
  readonly begun = new Map<string, number>();
  readonly most = new Map<string, number>();
  readonly #underWay = new Map<string, number>();

  opener(engine: MemoryEngine): OpenLink {
    return async (instanceId, listener) => {
      const link = new MemoryLink(engine, await engine.connect(instanceId, listener));
      return new Proxy<EngineLink>(link, {
        get: (target, name) => {
          const call: unknown = Reflect.get(target, name);
          if (typeof call !== 'function') return call;
          return async (...words: unknown[]) => {
            this.#count(String(name), 1);
            try {
              await setImmediate();
              return await call.apply(target, words);
            } finally {
              this.#count(String(name), -1);
            }
          };
        },
      });
    };
  }

  #count(name: string, change: 1 | -1): void {
    const underWay = (this.#underWay.get(name) ?? 0) + change;
    this.#underWay.set(name, underWay);
    this.most.set(name, Math.max(this.most.get(name) ?? 0, underWay));
    if (change > 0) this.begun.set(name, (this.begun.get(name) ?? 0) + 1);
  }
}

async function counted(): Promise<{ readonly instance: RecordedLog; readonly calls: CallCount }> {
  const calls = new CallCount();
  const instance = new RecordedLog(new LinkedLog('a', calls.opener(new MemoryEngine())));
  await instance.up();
  return { instance, calls };
}

describe('an instance with many accounts', () => {
  test('subscribes those that are followed in one turn together, and leaves them together', async () => {
    const { instance, calls } = await counted();
    await using _ = instance;
    calls.begun.clear();

    await Promise.all(accounts.map((accountId) => instance.log.follow(accountId)));
    for (const accountId of accounts) instance.log.unfollow(accountId);
    await instance.log.follow('another');

    expect(calls.begun.get('subscribe')).toBe(2);
    expect(calls.begun.get('unsubscribe')).toBe(2);
  });

  test('subscribes together those that are followed one after another while others are subscribed', async () => {
    const { instance, calls } = await counted();
    await using _ = instance;
    calls.begun.clear();

    const followed: Promise<void>[] = [];
    for (const accountId of accounts) {
      followed.push(instance.log.follow(accountId));
      await Promise.resolve();
    }
    await Promise.all(followed);

    expect(calls.begun.get('subscribe')).toBe(2);
  });

  test('asks about so many at a time that the engine is not taken for one that is away', async () => {
    const { instance, calls } = await counted();
    await using _ = instance;
    const { log } = instance;

    await Promise.all(accounts.map((accountId) => log.head(accountId)));
    const limit = { entries: 1, bytes: 1 };
    await Promise.all(accounts.map((accountId) => log.read(accountId, log.epoch ?? '', 0, 0, limit)));

    expect(calls.begun.get('head')).toBe(accounts.length);
    expect(calls.most.get('head')).toBe(200);
    expect(calls.most.get('read')).toBe(8);
  });

  test('appends and beats at once, however many ask', async () => {
    const { instance, calls } = await counted();
    await using _ = instance;
    const { log } = instance;
    const owner = await Owner.of(log, 'owned');
    const answered: string[] = [];

    const asked = accounts.map(async (accountId) => {
      await log.head(accountId);
      answered.push(accountId);
    });
    await Promise.all([owner.append('one'), log.beat([owner])]);

    expect(answered.length).toBeLessThan(accounts.length);
    await Promise.all(asked);
    expect(calls.begun.get('append')).toBe(1);
  });
});
