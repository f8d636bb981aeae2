import { expect, onTestFinished, test, vi } from 'vitest';
import { entryFormats, FormatChoice } from '../../../src/fleet/entries/format-choice.ts';
import type { AccountWants } from '../../../src/fleet/log/fleet-log.ts';
import { AppendQueue } from '../../../src/fleet/owning/append-queue.ts';
import { OwnedAccount } from '../../../src/fleet/owning/owned-account.ts';

/** An owned account whose log answers what is wanted when the test says so. */
function ownedAccount() {
  const wanted: (readonly string[])[] = [];
  let answer = (_: AccountWants): void => undefined;
  const log = {
    append: async () => [],
    wants: () =>
      new Promise<AccountWants>((resolve) => {
        answer = resolve;
      }),
    transfer: async () => undefined,
    release: async () => undefined,
    renewEpoch: async () => 'e',
  };
  const owned = new OwnedAccount({
    accountId: 'a',
    epoch: 'e',
    lease: { instanceId: 'i', fence: 1, beat: 0 },
    log,
    queue: new AppendQueue(log),
    made: { unfinished: () => [] },
    format: new FormatChoice(entryFormats),
    position: 0,
    historyAgeMs: 60_000,
    onWanted: (bindings) => void wanted.push([...bindings.keys()]),
    onGivenUp: () => undefined,
    onFault: () => undefined,
  });
  const wants: AccountWants = { version: 1, byInstance: new Map([['j', [{ binding: 'call.*.*', via: [] }]]]) };
  const told = async (): Promise<void> => {
    answer(wants);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { owned, wanted, told };
}

test('an owner subscribes what any instance wants', async () => {
  const { owned, wanted, told } = ownedAccount();

  owned.wantsChanged(1);
  await told();

  expect(wanted).toEqual([['call.*.*']]);
  owned.close(Number.POSITIVE_INFINITY);
});

test('who owns an account no more opens no connection for what it learns of the wants too late', async () => {
  const { owned, wanted, told } = ownedAccount();
  owned.wantsChanged(1);

  owned.close(Number.POSITIVE_INFINITY);
  await told();

  expect(wanted).toEqual([]);
});

test('an account that is lost while it is about to be handed over is waited for no longer', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { owned } = ownedAccount();
  const handingOver = owned.overlap();
  expect(vi.getTimerCount()).toBe(1);

  owned.close(Number.POSITIVE_INFINITY);
  await handingOver;

  expect(vi.getTimerCount()).toBe(0);
});
