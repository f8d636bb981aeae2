import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ClientToken, type TokenOrigin } from '../../../src/client/gateway-client/client-token.ts';
import { GatewayRefusal } from '../../../src/client/gateway-client/gateway-refusal.ts';
import type { IssuedToken } from '../../../src/client/gateway-client/gateway-requests.ts';
import type { ErrorExtensions } from '../../../src/client/index.ts';

const hourMs = 3_600_000;
const login = { login: { accountName: 'demo', username: 'demo', password: 'demo' } };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

type Answer = Partial<IssuedToken> | Error | Promise<Partial<IssuedToken>>;

/**
 * A token over a gateway that gives these answers to `refreshToken`, and then says that it renews
 * none.
 */
function arrange(
  origin: TokenOrigin,
  { renewals = [], life = hourMs, onToken }: { renewals?: Answer[]; life?: number; onToken?: () => void } = {},
) {
  const asked: string[] = [];
  const failures: unknown[] = [];
  const issued: string[] = [];
  let logins = 0;
  const issue = (text: string, others: Partial<IssuedToken> = {}): IssuedToken => ({
    ...{ text, lifeMs: hourMs, canRefresh: true },
    ...others,
  });
  const token = new ClientToken({
    origin,
    requests: {
      async logIn() {
        logins += 1;
        asked.push(`login ${logins}`);
        return issue(`login-${logins}`);
      },
      async refresh(text) {
        asked.push(`refresh ${text}`);
        const answer = (await renewals.shift()) ?? refusal({ code: 'RENEWAL_NOT_ALLOWED' });
        if (answer instanceof Error) throw answer;
        return issue(`${text}+`, answer);
      },
      async lifeOf(text) {
        asked.push(`life ${text}`);
        return life;
      },
    },
    onError: (error) => failures.push(error),
    onToken(text) {
      issued.push(text);
      onToken?.();
    },
  });
  return { token, asked, failures, issued };
}

function refusal(extensions: ErrorExtensions): GatewayRefusal {
  return new GatewayRefusal(extensions.code, extensions);
}

/** Keeps the token fresh while so much time passes. */
async function connectedFor(token: ClientToken, durationMs: number): Promise<void> {
  const connection = new AbortController();
  const done = token.keepFresh(connection.signal);
  await vi.advanceTimersByTimeAsync(durationMs);
  connection.abort();
  await done;
}

test('a page that cannot keep tokens has them all the same, and is told', async () => {
  const full = new Error('QuotaExceededError');
  const onToken = (): void => {
    throw full;
  };
  const { token, asked, failures, issued } = arrange(login, { renewals: [{}], onToken });

  const first = await token.present();
  await connectedFor(token, 0.85 * hourMs);

  expect([first, await token.present()]).toEqual(['login-1', 'login-1+']);
  expect(issued).toEqual(['login-1', 'login-1+']);
  expect(asked).toEqual(['login 1', 'refresh login-1']);
  expect(failures).toEqual([full, full]);
});

test('one login serves all connections, also those that ask at the same time', async () => {
  const { token, asked } = arrange(login);

  const texts = await Promise.all([token.present(), token.present()]);
  texts.push(await token.present());

  expect(texts).toEqual(['login-1', 'login-1', 'login-1']);
  expect(asked).toEqual(['login 1']);
});

test('who keeps the token is told each that is issued, by a login or in place of the one before', async () => {
  const loggedIn = arrange(login, { renewals: [{}] });
  const given = arrange({ token: 'given' }, { renewals: [{}] });

  for (const { token } of [loggedIn, given]) {
    await token.present();
    await connectedFor(token, 0.85 * hourMs);
  }

  expect(loggedIn.issued).toEqual(['login-1', 'login-1+']);
  expect(given.issued).toEqual(['given+']);
});

test('a token is renewed when 60 to 80 % of its life is over, and the new one likewise', async () => {
  const { token, asked } = arrange(login, { renewals: [{}, {}] });
  await token.present();

  await connectedFor(token, 0.59 * hourMs);
  expect(asked).toEqual(['login 1']);
  await connectedFor(token, 0.22 * hourMs);
  expect(await token.present()).toBe('login-1+');
  await connectedFor(token, 0.8 * hourMs);
  expect(await token.present()).toBe('login-1++');
});

test('of a token that was given the gateway says how long it is good', async () => {
  const { token, asked } = arrange({ token: 'given' }, { renewals: [{}], life: 100_000 });
  await token.present();

  await connectedFor(token, 80_000);

  expect(asked).toEqual(['life given', 'refresh given']);
  expect(await token.present()).toBe('given+');
});

test('a renewal that fails for a while is tried again before the end, ever sooner, and told', async () => {
  const away = refusal({ code: 'UPSTREAM_UNAVAILABLE' });
  const { token, asked, failures } = arrange(login, { renewals: [away, away, {}] });
  await token.present();

  await connectedFor(token, hourMs - 1000);

  expect(asked).toEqual(['login 1', 'refresh login-1', 'refresh login-1', 'refresh login-1']);
  expect(failures).toEqual([away, away]);
  expect(await token.present()).toBe('login-1+');
});

test('where Kazoo does not renew it, it is not asked again, and another login follows the end', async () => {
  const { token, asked, failures } = arrange(login);
  await token.present();

  await connectedFor(token, hourMs - 1000);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await token.present()).toBe('login-2');

  expect(asked).toEqual(['login 1', 'refresh login-1', 'login 2']);
  expect(failures).toEqual([]);
});

test('nothing is renewed while there is no connection', async () => {
  const { token, asked } = arrange(login, { renewals: [{}] });
  await token.present();
  await connectedFor(token, 1000);

  await vi.advanceTimersByTimeAsync(hourMs);

  expect(asked).toEqual(['login 1']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a renewal that is answered after the token was refused brings it not back', async () => {
  let answer = (): void => undefined;
  const renewal = new Promise<Partial<IssuedToken>>((resolve) => {
    answer = () => resolve({});
  });
  const { token, asked } = arrange(login, { renewals: [renewal] });
  await token.present();
  const connection = new AbortController();
  const done = token.keepFresh(connection.signal);
  await vi.advanceTimersByTimeAsync(0.8 * hourMs);
  expect(asked).toContain('refresh login-1');
  token.refuse('UNAUTHENTICATED');
  connection.abort();
  answer();
  await done;

  expect(await token.present()).toBe('login-2');
});

test('a token that was given and is refused ends the client, for there is no other', async () => {
  const { token } = arrange({ token: 'given' });
  await token.present();

  token.refuse('UNAUTHENTICATED');

  await expect(token.present()).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

test('a function is asked for another token, which must be another', async () => {
  const texts = ['first', 'second', 'second'];
  const { token } = arrange({ token: async () => texts.shift() ?? '' });

  expect(await token.present()).toBe('first');
  token.refuse('UNAUTHENTICATED');
  expect(await token.present()).toBe('second');
  token.expire();
  await expect(token.present()).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

test('three tokens that are refused in a row are enough, unless one has served in between', async () => {
  const { token } = arrange(login);
  const presentAndRefuse = async (): Promise<unknown> => {
    await token.present();
    return token.refuse('FORBIDDEN');
  };

  expect(await presentAndRefuse()).toBeUndefined();
  expect(await presentAndRefuse()).toBeUndefined();
  token.lasted(60_000);
  expect(await presentAndRefuse()).toBeUndefined();
  expect(await presentAndRefuse()).toBeUndefined();
  expect(await presentAndRefuse()).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
