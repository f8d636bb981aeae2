import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import type { CrossbarEnvelope } from '../crossbar/crossbar-envelope.ts';
import { causeOf } from '../crossbar/crossbar-error.ts';
import { isRecord, recordOf } from '../crossbar/crossbar-value.ts';
import { textsWithin } from '../crossbar/redactor.ts';
import { type AuthSession, readAuthSession } from './auth-session.ts';
import { type LoginCredentials, userAuthData } from './login-credentials.ts';

/** One-time passwords have six digits. */
const shortestCodeCharacters = 6;

/**
 * Logs in with `PUT /user_auth`.
 *
 * @throws `BAD_USER_INPUT` before any request when the credentials are incomplete, and with `extensions.fields` when Kazoo
 * refuses them; `INVALID_CREDENTIALS`, also for an unknown account; `MULTI_FACTOR_REQUIRED` with `extensions.multiFactorRequest`;
 * `ACCOUNT_DISABLED`; `ACCOUNT_EXPIRED`, with `extensions.expiredAt` when known; and whatever any request throws.
 */
export async function login(
  crossbar: Crossbar,
  credentials: LoginCredentials,
  clientInfo: ClientInfo = {},
): Promise<AuthSession> {
  const data = userAuthData(credentials);
  const secrets = [...textsWithin(data['credentials']), ...secondFactorsWithin(data['multi_factor_response'])];

  return readAuthSession(
    await crossbar.request('PUT', '/user_auth', { data, clientInfo, secrets, mapError: loginError }),
  );
}

/**
 * Exchanges a token that is still good for one with a new lifetime; the old one stays valid until its own end.
 *
 * @throws `TOKEN_EXPIRED` or `UNAUTHENTICATED` when it is too late: log in again.
 */
export async function refreshToken(
  crossbar: Crossbar,
  token: string,
  clientInfo: ClientInfo = {},
): Promise<AuthSession> {
  return readAuthSession(
    await crossbar.request('PUT', '/auth', { token, action: 'refresh_token', data: {}, clientInfo }),
  );
}

/** The words in a response that are too short to be a code are names, such as that of the provider, which an error must tell. */
function secondFactorsWithin(multiFactorResponse: unknown): readonly string[] {
  return textsWithin(multiFactorResponse).filter((word) => word.length >= shortestCodeCharacters);
}

/** At login nobody has a token yet, so a 401 is about the credentials. */
function loginError(envelope: CrossbarEnvelope): GatewayError | undefined {
  if (envelope.status !== 401) return undefined;
  const { multi_factor_request: multiFactorRequest } = recordOf(envelope.data);
  if (isRecord(multiFactorRequest)) return multiFactorRequired(multiFactorRequest, envelope);

  return new GatewayError('INVALID_CREDENTIALS', 'The account, the username or the password is wrong.', {
    cause: causeOf(envelope),
  });
}

function multiFactorRequired(request: Readonly<Record<string, unknown>>, envelope: CrossbarEnvelope): GatewayError {
  // Duo's data is under `settings`; one-time passwords put theirs (`key_type`) beside the name of the provider.
  const { provider_name: providerName, ...others } = request;
  const { settings = others } = others;
  return new GatewayError(
    'MULTI_FACTOR_REQUIRED',
    'A second factor is needed: repeat the login with a multiFactorResponse that answers the multiFactorRequest.',
    { cause: causeOf(envelope), extensions: { multiFactorRequest: { providerName, settings } } },
  );
}
