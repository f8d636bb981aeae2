import { vi } from 'vitest';
import type { AccountAccess } from '../../../src/auth/account-access.ts';
import { SessionRegistry } from '../../../src/auth/session-registry.ts';
import { TokenRevalidation, type TokenRevalidationOptions } from '../../../src/auth/token-revalidation.ts';
import { type ErrorCode, GatewayError } from '../../../src/errors.ts';
import { accountNamed } from '../../harness/account-named.ts';
import { transport } from './session-transport.ts';

export const intervalMs = 300_000;
export const retryMs = 15_000;

/** The revalidation of the sessions that `signIn` opens; Kazoo accepts every token. */
export function setUpRevalidation({ restriction }: Partial<TokenRevalidationOptions> = {}) {
  const sessions = new SessionRegistry();
  const revalidate = vi.fn<AccountAccess['revalidate']>(async (_token, accountId) => accountNamed(accountId));
  const onError = vi.fn<(error: unknown) => void>();
  const revalidation = new TokenRevalidation({
    sessions,
    accountAccess: { revalidate },
    restriction,
    intervalMs,
    retryMs,
    onError,
  });
  const signIn = (token: string, accountId = 'own') => {
    const onEnded = vi.fn<(error: GatewayError) => void>();
    const session = sessions.open(transport(onEnded));
    session.signIn(token, { accountId, ownerId: undefined, expiresAtMs: undefined });
    return { session, onEnded };
  };
  const listen = ({ session }: ReturnType<typeof signIn>, accountId: string) => {
    const end = vi.fn<(error: GatewayError) => void>();
    sessions.attach(session, { accountId, end, onSessionEnded: () => undefined });
    return end;
  };
  return { sessions, revalidate, onError, revalidation, signIn, listen };
}

/** A refusal with this code. */
export function no(code: ErrorCode): GatewayError {
  return new GatewayError(code, 'No.');
}
