/**
 * The process that plays Kazoo: one Crossbar for all, one event feed for each server, so that what
 * a server uses is its own.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { answerCalls } from '../child-calls.ts';
import { monotonicMs } from '../usage.ts';
import { KazooFeed } from './kazoo-feed.ts';
import { RegisteredPhones } from './registered-phones.ts';
import { story } from './story.ts';
import type { Upstream } from './upstream.ts';

const kazoo = await KazooSimulator.start();
const feeds = new Map<string, KazooFeed>();
const phones = new RegisteredPhones(kazoo, 'demo');

const feeding = z.object({ blackholeUrl: z.string(), events: z.number() });
const burst = z.object({ blackholeUrl: z.string(), events: z.number(), eventsPerSecond: z.number() });
const msPerSecond = 1000;
const pollIntervalMs = 20;

function feedOf(url: string): KazooFeed {
  const feed = feeds.get(url);
  if (feed === undefined) throw new TypeError(`There is no feed ${url}.`);
  return feed;
}

answerCalls({
  async open(argument): Promise<Upstream> {
    const feed = await KazooFeed.open(story.parse(argument));
    feeds.set(feed.url, feed);
    const { id } = kazoo.directory.account('demo');
    return {
      apiUrl: kazoo.apiUrl,
      blackholeUrl: feed.url,
      accountId: id,
      token: kazoo.issueToken({ accountId: id }),
    };
  },
  async untilHeard(argument): Promise<void> {
    const feed = feedOf(z.string().parse(argument));
    while (!feed.isDelivering) await delay(pollIntervalMs);
  },
  feed(argument): number {
    const { blackholeUrl, events } = feeding.parse(argument);
    const feed = feedOf(blackholeUrl);
    const sentAtMs = monotonicMs();
    if (feed.story === 'registrations') phones.registerAnew();
    else feed.feed(events);
    return sentAtMs;
  },
  async burst(argument): Promise<void> {
    const { blackholeUrl, events, eventsPerSecond } = burst.parse(argument);
    const feed = feedOf(blackholeUrl);
    const startedAtMs = monotonicMs();
    let sent = 0;
    while (sent < events) {
      const due = Math.min(events, Math.ceil(((monotonicMs() - startedAtMs) * eventsPerSecond) / msPerSecond));
      // One write each: Kazoo does not wait for the next event.
      for (; sent < due; sent += 1) feed.feed(1);
      await delay(1);
    }
  },
  polls: () => phones.polls,
  close(argument): void {
    const url = z.string().parse(argument);
    feedOf(url).close();
    feeds.delete(url);
  },
});
