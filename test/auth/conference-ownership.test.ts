import { expect, test, vi } from 'vitest';
import { ConferenceOwnership } from '../../src/auth/conference-ownership.ts';

const settings = { confirmedForMs: 60_000, maxBytes: 100_000 };

test('a confirmation counts for every session of the account, and for that conference only', async () => {
  const confirmConference = vi.fn(async () => undefined);
  const ownership = new ConferenceOwnership({ ...settings, confirmConference });

  await ownership.check('token-1', 'a1', 'c1', {});
  await ownership.check('token-2', 'a1', 'c1', {});
  await ownership.check('token-1', 'a1', 'c2', {});
  await ownership.check('token-1', 'a2', 'c1', {});

  expect(confirmConference.mock.calls).toEqual([
    ['token-1', 'a1', 'c1', {}],
    ['token-1', 'a1', 'c2', {}],
    ['token-1', 'a2', 'c1', {}],
  ]);
});

test('a refusal is not kept', async () => {
  const confirmConference = vi.fn(async () => undefined).mockRejectedValueOnce(new Error('not yet'));
  const ownership = new ConferenceOwnership({ ...settings, confirmConference });

  await expect(ownership.check('token', 'a1', 'c1', {})).rejects.toThrow('not yet');
  await ownership.check('token', 'a1', 'c1', {});

  expect(confirmConference).toHaveBeenCalledTimes(2);
});

test('a confirmation expires', async () => {
  const confirmConference = vi.fn(async () => undefined);
  const ownership = new ConferenceOwnership({ ...settings, confirmedForMs: 1, confirmConference });

  await ownership.check('token', 'a1', 'c1', {});
  await vi.waitFor(async () => {
    await ownership.check('token', 'a1', 'c1', {});
    expect(confirmConference).toHaveBeenCalledTimes(2);
  });
});
