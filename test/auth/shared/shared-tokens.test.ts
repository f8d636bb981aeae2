import { describe, expect, test, vi } from 'vitest';
import { SessionRegistry } from '../../../src/auth/session-registry.ts';
import { nameOfToken, sealToken } from '../../../src/auth/shared/sealed-token.ts';
import { SharedTokens } from '../../../src/auth/shared/shared-tokens.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { TokenClaims } from '../../../src/kazoo/token-claims.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import { transport } from '../harness/session-transport.ts';

type Listeners = Map<string, (text: string) => void>;

/** Tells everything to all others, unless messages are being lost. */
class Ether {
  readonly messages: string[] = [];
  isLossy = false;
  readonly #instances: Listeners[] = [];

  channel() {
    const own: Listeners = new Map();
    this.#instances.push(own);
    return {
      on: (kind: string, listener: (text: string) => void) => void own.set(kind, listener),
      tell: (kind: string, text: string) => {
        this.messages.push(`${kind} ${text}`);
        if (!this.isLossy) this.forge(kind, text, own);
      },
    };
  }

  /** What anybody may say who gets at the engine. */
  forge(kind: string, text: string, from?: Listeners): void {
    for (const listeners of this.#instances) if (listeners !== from) listeners.get(kind)?.(text);
  }
}

const hourMs = 3_600_000;
const ann: TokenClaims = { accountId: 'acme', ownerId: 'ann', expiresAtMs: hourMs };
const known: Readonly<Record<string, TokenClaims>> = {
  old: ann,
  new: { ...ann, expiresAtMs: 2 * hourMs },
  shorter: { ...ann, expiresAtMs: hourMs - 1 },
  endless: { ...ann, expiresAtMs: undefined },
  bobs: { ...ann, ownerId: 'bob', expiresAtMs: 2 * hourMs },
  otherAccount: { ...ann, accountId: 'other', expiresAtMs: 2 * hourMs },
};

/** An instance whose checks accept the known tokens. */
function instanceOn(ether: Ether) {
  const sessions = new SessionRegistry(() => 0);
  const checked: string[] = [];
  const revalidated: unknown[] = [];
  const errors: unknown[] = [];
  const shared = new SharedTokens({
    channel: ether.channel(),
    sessions,
    async check(token) {
      checked.push(token);
      const claims = known[token];
      if (token === 'fault') throw new TypeError('a mistake');
      if (claims === undefined) throw new GatewayError('UNAUTHENTICATED', 'No.');
      return { token, claims };
    },
    extend: (oldToken, newToken, claims) => sessions.extend(oldToken, newToken, claims),
    revalidate: async (token, accountId) => void revalidated.push([token, accountId]),
    onError: (error) => errors.push(error),
  });
  function signIn(token: string) {
    const session = sessions.open(transport());
    session.signIn(token, known[token] ?? ann);
    return session;
  }
  return { shared, sessions, checked, revalidated, errors, signIn };
}

function refreshedBy(oldToken: string, newToken: string): string {
  return `${nameOfToken(oldToken)} ${sealToken(newToken, oldToken)}`;
}

holdClock();

describe('a token that was renewed at one instance', () => {
  test('replaces the old one at the others, in all sessions that hold it, after the checks of a sign-in', async () => {
    const ether = new Ether();
    const [a, b, c] = [instanceOn(ether), instanceOn(ether), instanceOn(ether)];
    const sessions = [b.signIn('old'), b.signIn('old'), b.signIn('bobs')];

    a.shared.refreshed('old', 'new');
    await settled();

    expect(sessions.map(({ token }) => token)).toEqual(['new', 'new', 'bobs']);
    expect(sessions[0]?.expiresAtMs).toBe(2 * hourMs);
    expect([a.checked, b.checked, c.checked]).toEqual([[], ['new'], []]);
    expect(ether.messages.join()).not.toMatch(/\b(old|new)\b/);
  });

  test('can be renewed again: the next one is opened with it', async () => {
    const ether = new Ether();
    const [a, b] = [instanceOn(ether), instanceOn(ether)];
    const session = b.signIn('old');

    a.shared.refreshed('old', 'new');
    await settled();
    a.shared.refreshed('new', 'endless');
    await settled();

    expect([session.token, session.expiresAtMs]).toEqual(['endless', undefined]);
  });

  test('is not known where its message was lost: nothing after it can be opened there', async () => {
    const ether = new Ether();
    const [a, b] = [instanceOn(ether), instanceOn(ether)];
    const session = b.signIn('old');

    ether.isLossy = true;
    a.shared.refreshed('old', 'new');
    ether.isLossy = false;
    a.shared.refreshed('new', 'endless');
    await settled();

    expect([session.token, b.checked]).toEqual(['old', []]);
  });

  for (const [token, why] of [
    ['refused', 'the checks refuse it'],
    ['bobs', 'it is of another user'],
    ['otherAccount', 'it is of another account'],
    ['shorter', 'it ends earlier'],
  ] as const) {
    test(`extends nothing where ${why}, although it was sealed by somebody who has the old one`, async () => {
      const ether = new Ether();
      const b = instanceOn(ether);
      const session = b.signIn('old');

      ether.forge('token-refreshed', refreshedBy('old', token));
      await settled();

      expect([session.token, session.isEnded, b.checked, b.errors]).toEqual(['old', false, [token], []]);
    });
  }

  test('extends nothing, and costs no question, where it was sealed by who knows only the name', async () => {
    const ether = new Ether();
    const b = instanceOn(ether);
    const session = b.signIn('old');
    const name = nameOfToken('old');

    for (const sealed of [sealToken('new', name), sealToken('new', 'guess'), '', 'nonsense'])
      ether.forge('token-refreshed', `${name} ${sealed}`);
    ether.forge('token-refreshed', '');
    await settled();

    expect([session.token, b.checked]).toEqual(['old', []]);
  });

  test('is checked once, however often it is told', async () => {
    const ether = new Ether();
    const b = instanceOn(ether);
    b.signIn('old');

    for (let count = 0; count < 5; count += 1) ether.forge('token-refreshed', refreshedBy('old', 'new'));
    await settled();
    ether.forge('token-refreshed', refreshedBy('old', 'new'));
    await settled();

    expect(b.checked).toEqual(['new']);
  });

  test('does not bring back a session that has ended meanwhile', async () => {
    const ether = new Ether();
    const [a, b] = [instanceOn(ether), instanceOn(ether)];
    const session = b.signIn('old');

    a.shared.refreshed('old', 'new');
    b.sessions.endToken('old', new GatewayError('UNAUTHENTICATED', 'Revoked.'));
    await settled();

    expect([session.isEnded, session.token, b.errors]).toEqual([true, undefined, []]);
  });

  test('that meets a mistake of ours leaves the sessions as they are, and the mistake is told', async () => {
    const ether = new Ether();
    const b = instanceOn(ether);
    const session = b.signIn('old');

    ether.forge('token-refreshed', refreshedBy('old', 'fault'));
    await settled();

    expect([session.token, b.errors]).toEqual(['old', [new TypeError('a mistake')]]);
  });
});

describe('a token that was revoked', () => {
  test('is asked about at Kazoo by those whose sessions hold it, and by nobody else', () => {
    const ether = new Ether();
    const [a, b, c] = [instanceOn(ether), instanceOn(ether), instanceOn(ether)];
    b.signIn('old');
    c.signIn('bobs');

    a.shared.revoked('old');

    expect([a.revalidated, b.revalidated, c.revalidated]).toEqual([[], [['old', 'acme']], []]);
    expect(ether.messages).toEqual([`token-revoked ${nameOfToken('old')}`]);
  });

  test('is not believed to be: sessions go on until Kazoo says so', () => {
    const ether = new Ether();
    const b = instanceOn(ether);
    const session = b.signIn('old');

    ether.forge('token-revoked', nameOfToken('old'));

    expect([session.isEnded, b.revalidated]).toEqual([false, [['old', 'acme']]]);
  });

  test('is told once: those who learn of it do not tell it again', () => {
    const ether = new Ether();
    const [a, b] = [instanceOn(ether), instanceOn(ether)];
    b.signIn('old');

    a.shared.revoked('old');
    a.shared.revoked('old');
    b.shared.revoked('old');

    expect(ether.messages).toHaveLength(1);
  });

  test('costs Kazoo one question in ten seconds, and all tokens two hundred, whoever says so', async () => {
    const ether = new Ether();
    const b = instanceOn(ether);
    const tokens = Array.from({ length: 300 }, (_, index) => `token ${index}`);
    for (const token of tokens) b.signIn(token);

    for (let count = 0; count < 3; count += 1) ether.forge('token-revoked', nameOfToken('token 0'));
    expect(b.revalidated).toHaveLength(1);
    for (const token of tokens) ether.forge('token-revoked', nameOfToken(token));

    expect(b.revalidated).toHaveLength(200);
    await vi.advanceTimersByTimeAsync(10_000);
    ether.forge('token-revoked', nameOfToken('token 0'));
    expect(b.revalidated).toHaveLength(201);
  });

  test("that no session holds any more is nobody's", () => {
    const ether = new Ether();
    const b = instanceOn(ether);
    b.signIn('old').close();

    ether.forge('token-revoked', nameOfToken('old'));

    expect(b.revalidated).toEqual([]);
  });
});
