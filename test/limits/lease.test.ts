import { expect, test, vi } from 'vitest';
import { ConnectionLimits } from '../../src/limits/connections/connection-limits.ts';
import { EventBudget } from '../../src/limits/event-budget.ts';
import { SubscriptionLimits } from '../../src/limits/subscription-limits.ts';

const onLimited = vi.fn();

test('a connection counts for the principal that signed in last, and for nobody once it is released', async () => {
  const limits = new ConnectionLimits({
    maxConnections: 9,
    maxConnectionsPerIp: 9,
    maxConnectionsPerToken: 1,
    maxConnectsPerIp: 9,
    windowMs: 1_000,
    anonymousTimeoutMs: 1_000,
    signInTimeoutMs: 1_000,
    onLimited,
  });
  const [one, other] = [limits.acquire('192.0.2.1'), limits.acquire('192.0.2.1')];

  one.countFor('ann');
  one.countFor('ann');
  expect(() => other.countFor('ann')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
  one.countFor('bob');
  other.countFor('ann');
  other.release();
  other.release();
  other.countFor('bob');

  one.countFor('ann');
  expect(limits.acquired).toBe(1);
});

test('a subscription that is released twice is given back once', () => {
  const limits = new SubscriptionLimits({
    maxSubscriptions: 9,
    maxSubscriptionsPerConnection: 2,
    maxSubscriptionsPerToken: 2,
    maxTopicsPerToken: 1,
    maxDocumentBytesPerToken: 10,
    events: new EventBudget({ maxBytesPerToken: 10, maxBytesPerAccount: 10, leastBytes: 0, onLimited }),
    onLimited,
  });
  const client = { principal: 'ann', heldSubscriptions: 0 };
  const event = { accountId: 'acme', group: 'calls', resultBytes: 10 };
  const use = { topics: ['call'], document: {}, documentBytes: 6, operationBytes: 2, event };
  const [one, other] = [limits.acquire(client), limits.acquire(client)];
  one.countUse(use);
  other.countUse(use);

  one.release();
  one.release();
  one.countUse(use);

  expect(limits.acquired).toBe(1);
  limits.acquire(client).countUse(use);
  expect(() => limits.acquire(client)).toThrow(expect.objectContaining({ code: 'TOO_MANY_SUBSCRIPTIONS' }));
});
