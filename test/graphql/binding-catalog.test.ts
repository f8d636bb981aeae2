import { expect, test, vi } from 'vitest';
import { BindingCatalog } from '../../src/graphql/binding-catalog.ts';

test('Kazoo is asked once for all who want to know, and not again soon', async () => {
  const fetch = vi.fn<() => Promise<readonly string[]>>(async () => ['call.*.*']);
  const offered = new BindingCatalog(fetch, 60_000);

  const answers = await Promise.all([offered.get({}), offered.get({ requestId: 'other' })]);

  expect([...answers, await offered.get({})]).toEqual([['call.*.*'], ['call.*.*'], ['call.*.*']]);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test('a failure is told to those who waited, and who comes next asks again', async () => {
  const failure = new Error('no answer');
  const fetch = vi.fn<() => Promise<readonly string[]>>(async () => ['call.*.*']).mockRejectedValueOnce(failure);
  const offered = new BindingCatalog(fetch, 60_000);

  await expect(Promise.allSettled([offered.get({}), offered.get({})])).resolves.toMatchObject([
    { reason: failure },
    { reason: failure },
  ]);
  await expect(offered.get({})).resolves.toEqual(['call.*.*']);
});
