import { describe, expect, test } from 'vitest';
import type { Topic } from '../../../src/upstream/topics/topic.ts';
import { TopicScheduler } from '../../../src/upstream/topics/topic-scheduler.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { newTopic } from '../harness/topic-harness.ts';
import { TopicListenerDouble } from '../harness/topic-listener-double.ts';

const suspicious = 'mymodule.suspicious';

holdClock();

/** A scheduler of which two commands can be under way; they are answered one at a time. */
function startScheduler() {
  const underWay: Topic[] = [];
  const begun: string[] = [];
  /** How much was under way when each suspect was begun. */
  const besideSuspects: number[] = [];
  const isSuspect = ({ binding }: Topic): boolean => binding.text.startsWith(suspicious);
  const scheduler = new TopicScheduler({
    isReady: () => underWay.length < 2 && !underWay.some(isSuspect),
    isQuiet: () => underWay.length === 0,
    isSuspect,
    begin: (topic) => {
      if (isSuspect(topic)) besideSuspects.push(underWay.length);
      underWay.push(topic);
      begun.push(topic.binding.text);
    },
  });
  const want = (binding: string): Topic => {
    const topic = newTopic(binding);
    topic.join(new TopicListenerDouble());
    scheduler.schedule(topic, 'somebody');
    return topic;
  };
  /** What is wanted never ends: for each answer there is another one. */
  const keepBusy = (answers: number): void => {
    for (let count = 0; count < answers; count += 1) {
      want(`call.*.${count}`);
      underWay.shift();
      scheduler.proceed();
    }
  };
  return { scheduler, begun, besideSuspects, want, keepBusy };
}

/** One that an earlier socket has held. */
function lostTopic(binding: string): Topic {
  const topic = newTopic(binding);
  topic.join(new TopicListenerDouble());
  topic.complete(1);
  topic.lost(new Date());
  return topic;
}

describe('a suspect', () => {
  test('is tried although new topics never cease to come, and then alone', () => {
    const { begun, besideSuspects, want, keepBusy } = startScheduler();
    for (const binding of ['call.*.a', 'call.*.b', suspicious]) want(binding);

    keepBusy(55);

    expect(begun.indexOf(suspicious)).toBe(2 + 50);
    expect(besideSuspects).toEqual([0]);
  });

  test('leaves the next fifty turns to new topics, also when another one waits', () => {
    const { begun, want, keepBusy } = startScheduler();
    for (const binding of ['call.*.a', 'call.*.b', suspicious, `${suspicious}.2`]) want(binding);

    keepBusy(100);
    expect(begun).not.toContain(`${suspicious}.2`);
    keepBusy(10);

    expect(begun.indexOf(`${suspicious}.2`) - begun.indexOf(suspicious)).toBe(51);
  });

  test('goes after all that an earlier socket has held, however long it has waited', () => {
    const { begun, scheduler, want, keepBusy } = startScheduler();
    for (const binding of ['call.*.a', 'call.*.b', suspicious]) want(binding);
    keepBusy(40);
    for (let count = 0; count < 20; count += 1) scheduler.schedule(lostTopic(`object.*.${count}`), 'another');

    keepBusy(60);

    const restored = begun.filter((binding) => binding.startsWith('object.'));
    expect(restored).toHaveLength(20);
    expect(begun.indexOf(suspicious)).toBeGreaterThan(begun.lastIndexOf('object.*.19'));
  });
});

describe('what nobody wants', () => {
  test.each([
    [100, 0],
    [120, 20],
  ])('waits while no more than a hundred do: of %i, %i have taken turns with new topics', (unwanted, released) => {
    const { begun, scheduler, want, keepBusy } = startScheduler();
    for (const binding of ['call.*.a', 'call.*.b']) want(binding);
    for (let count = 0; count < unwanted; count += 1) scheduler.schedule(newTopic(`fax.status.${count}`), '');

    keepBusy(60);

    expect(begun.filter((binding) => binding.startsWith('fax.status'))).toHaveLength(released);
    expect(begun.slice(2, 6).map((binding) => binding.split('.')[0])).toEqual(
      released > 0 ? ['fax', 'call', 'fax', 'call'] : ['call', 'call', 'call', 'call'],
    );
  });
});
