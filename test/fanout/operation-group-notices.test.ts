import { describe, expect, test, vi } from 'vitest';
import { endOfTurn } from './harness/end-of-turn.ts';
import { addSubscribers, allDelivered, createOperationGroupHarness } from './harness/operation-group-harness.ts';
import { SubscriberDouble } from './harness/subscriber-double.ts';

describe('an event that tells of something that is over', () => {
  test('leaves out what is over for those who came since, in the same order as for all others', async () => {
    const harness = createOperationGroupHarness();
    const { source, group } = harness;
    const subscribers = await addSubscribers(2, harness);
    const pendingNotice = {};
    source.emit({ number: 1 });
    source.pendingNotice = pendingNotice;
    const late = new SubscriberDouble(group);
    await late.join();
    source.pendingNotice = undefined;

    const without = { root: { number: 2, name: 'without' } };
    source.emit({ number: 2, name: 'with' }, { notice: { of: pendingNotice, without } });
    source.emit({ number: 3 });
    await allDelivered(harness);

    const next = { data: { event: { number: 3, name: null } } };
    for (const subscriber of subscribers) {
      expect(subscriber.results).toEqual([
        { data: { event: { number: 1, name: null } } },
        { data: { event: { number: 2, name: 'with' } } },
        next,
      ]);
    }
    expect(late.results).toEqual([{ data: { event: { number: 2, name: 'without' } } }, next]);
    source.emit({ number: 4, name: 'with' }, { notice: { of: {}, without } });
    await allDelivered(harness);
    expect(late.results.at(-1)).toEqual({ data: { event: { number: 4, name: 'with' } } });
  });

  test('tells those who came since of what happened to them afterwards', async () => {
    const harness = createOperationGroupHarness();
    const { source, group } = harness;
    source.pendingNotice = { first: true };
    const late = new SubscriberDouble(group);
    const joining = late.join();
    source.becomeLive();
    await joining;

    const more = { of: { second: true }, without: { root: { number: 1, name: 'without' } } };
    source.emit({ number: 1, name: 'with' }, { notice: more });
    await allDelivered(harness);

    expect(late.results).toEqual([{ data: { event: { number: 1, name: 'with' } } }]);
  });

  test('reaches all others when one that came since fails', async () => {
    const harness = createOperationGroupHarness();
    const { source, group } = harness;
    const subscribers = await addSubscribers(2, harness);
    const pendingNotice = {};
    source.pendingNotice = pendingNotice;
    const broken = new SubscriberDouble(group);
    broken.deliver = () => {
      throw new Error('broken');
    };
    const late = [new SubscriberDouble(group), broken, new SubscriberDouble(group)];
    for (const subscriber of late) await subscriber.join();
    source.pendingNotice = undefined;

    source.emit({ number: 1 }, { notice: { of: pendingNotice, without: { root: { number: 1, name: 'without' } } } });
    source.emit({ number: 2 });
    await allDelivered(harness);

    const others = [...subscribers, ...late].filter((subscriber) => subscriber !== broken);
    for (const { frames, endings } of others) expect([frames.length, endings]).toEqual([2, []]);
    expect([broken.endings, group.subscribers]).toEqual([[harness.masked], 4]);
  });

  test('reaches those who came since when everybody from before fails, and so does what follows', async () => {
    const harness = createOperationGroupHarness();
    const { source, group, onEmpty } = harness;
    const [before] = await addSubscribers(1, harness);
    if (before === undefined) throw new Error('Nobody has joined.');
    before.deliver = () => {
      throw new Error('broken');
    };
    const pendingNotice = {};
    source.pendingNotice = pendingNotice;
    const late = new SubscriberDouble(group);
    await late.join();
    source.pendingNotice = undefined;

    source.emit({ number: 1 }, { notice: { of: pendingNotice, without: { root: { number: 1, name: 'without' } } } });
    source.emit({ number: 2 });
    await allDelivered(harness);

    expect([before.endings, late.endings, late.results.length]).toEqual([[harness.masked], [], 2]);
    expect([source.closed, onEmpty.mock.calls.length, group.subscribers]).toEqual([0, 0, 1]);
  });

  test('leaves alone those who came since and left while everybody from before was told', async () => {
    const harness = createOperationGroupHarness();
    const { source, group } = harness;
    const [before] = await addSubscribers(1, harness);
    if (before === undefined) throw new Error('Nobody has joined.');
    const pendingNotice = {};
    source.pendingNotice = pendingNotice;
    const late = new SubscriberDouble(group);
    await late.join();
    before.deliver = () => late.leave();

    source.emit({ number: 1 }, { notice: { of: pendingNotice, without: { root: { number: 1, name: 'without' } } } });
    await allDelivered(harness);

    expect([late.results, group.subscribers]).toEqual([[], 1]);
  });

  test('reaches thousands in slices, with its notice or without it, and what follows comes after it', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const harness = createOperationGroupHarness();
    const { source, group } = harness;
    const before = await addSubscribers(40, harness);
    const pendingNotice = {};
    source.pendingNotice = pendingNotice;
    const late = Array.from({ length: 40 }, () => new SubscriberDouble(group));
    for (const subscriber of late) await subscriber.join();
    source.pendingNotice = undefined;
    const all = [...before, ...late];
    for (const subscriber of all) {
      subscriber.deliver = (frames) => {
        subscriber.frames.push(...frames);
        vi.advanceTimersByTime(1);
      };
    }

    const without = { root: { number: 1, name: 'without' } };
    source.emit({ number: 1, name: 'with' }, { notice: { of: pendingNotice, without } });
    source.emit({ number: 2 });
    await endOfTurn();
    expect(all.filter(({ frames }) => frames.length > 0)).toHaveLength(16);
    late[0]?.leave();
    await allDelivered(harness);

    const results = (name: string) =>
      [1, 2].map((number) => ({ data: { event: { number, name: number === 1 ? name : null } } }));
    expect(before.map((subscriber) => subscriber.results)).toEqual(Array(40).fill(results('with')));
    expect(late.slice(1).map((subscriber) => subscriber.results)).toEqual(Array(39).fill(results('without')));
    expect(late[0]?.results).toEqual([]);
    vi.useRealTimers();
  });

  test('keeps up to date those who came since, until more is over, and nobody from before', async () => {
    const harness = createOperationGroupHarness();
    const { source, group } = harness;
    const [before] = await addSubscribers(1, harness);
    source.pendingNotice = { first: true };
    expect(before?.isUpToDate).toBe(false);
    const late = new SubscriberDouble(group);
    await late.join();

    expect([before?.isUpToDate, late.isUpToDate]).toEqual([false, true]);
    source.pendingNotice = { second: true };
    expect([before?.isUpToDate, late.isUpToDate]).toEqual([false, false]);
    source.pendingNotice = undefined;
    source.emit({ number: 1 }, { notice: { of: {}, without: { root: { number: 1, name: 'without' } } } });
    await allDelivered(harness);
    expect([before?.isUpToDate, late.isUpToDate]).toEqual([true, true]);
  });
});

describe('a notice that is owed to who resumes', () => {
  const missed = { root: { number: 1 }, cursor: 'cursor-7', receivedAt: new Date(0), size: 100 };

  /** Two are present, and one has resumed who is owed a notice. */
  async function resumed() {
    const harness = createOperationGroupHarness();
    const others = await addSubscribers(2, harness);
    const notice = {};
    harness.source.missed.set('cursor-0', [missed]);
    harness.source.owed.set('cursor-7', notice);
    const late = new SubscriberDouble(harness.group);
    await late.join('cursor-0');
    return { ...harness, others, late, notice };
  }

  test('comes with the next event, and to nobody else', async () => {
    const harness = await resumed();
    const { source, others, late, notice } = harness;
    expect([late, ...others].map(({ isUpToDate }) => isUpToDate)).toEqual([false, true, true]);

    const without = { root: { number: 2, name: 'without' } };
    source.emit({ number: 2, name: 'with' }, { notice: { of: notice, without } });
    await allDelivered(harness);

    const names = ({ results }: SubscriberDouble) => results.map((result) => JSON.stringify(result));
    for (const other of others) expect(names(other)).toEqual(['{"data":{"event":{"number":2,"name":"without"}}}']);
    expect(names(late).at(-1)).toBe('{"data":{"event":{"number":2,"name":"with"}}}');
  });

  test('comes to those, too, who were owed what it tells before', async () => {
    const harness = await resumed();
    const { group, source, late } = harness;
    const wider = {};
    source.owed.set('cursor-9', wider);
    const another = new SubscriberDouble(group);
    await another.join('cursor-9');
    const fresh = new SubscriberDouble(group);
    await fresh.join();

    const without = { root: { number: 2, name: 'without' } };
    source.emit({ number: 2, name: 'with' }, { notice: { of: wider, without } });
    await allDelivered(harness);

    const last = ({ results }: SubscriberDouble) => results.at(-1);
    expect([late, another].map(last)).toEqual(Array(2).fill({ data: { event: { number: 2, name: 'with' } } }));
    expect(last(fresh)).toEqual({ data: { event: { number: 2, name: 'without' } } });
  });

  test('is not for who has seen everything', async () => {
    const { group, late, others } = await resumed();
    const upToDate = new SubscriberDouble(group);

    await upToDate.join('cursor-8');

    expect([upToDate, late, ...others].map(({ isUpToDate }) => isUpToDate)).toEqual([true, false, true, true]);
  });
});
