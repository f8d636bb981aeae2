import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import type { CrossbarEnvelope } from '../crossbar/crossbar-envelope.ts';
import { causeOf } from '../crossbar/crossbar-error.ts';
import { isRecord, recordOf, textOf } from '../crossbar/crossbar-value.ts';
import { textsWithin } from '../crossbar/redactor.ts';
import { type AuthSession, readAuthSession } from './auth-session.ts';
import { type LoginCredentials, userAuthData } from './login-credentials.ts';

/** The length of the shortest one-time password. */
const shortestCodeCharacters = 6;

/**
 * Logs in with `PUT /user_auth`.
 *
 * @throws `BAD_USER_INPUT` before any request when the credentials are incomplete, and with
 * `extensions.fields` when Kazoo refuses them; `INVALID_CREDENTIALS`, also for an unknown account;
 * `MULTI_FACTOR_REQUIRED` with `extensions.multiFactorRequest`; `ACCOUNT_DISABLED`;
 * `ACCOUNT_EXPIRED`, with `extensions.expiredAt` when known; and whatever any request throws.
 */
export async function login(
  crossbar: Crossbar,
  credentials: LoginCredentials,
  clientInfo: ClientInfo = {},
): Promise<AuthSession> {
  const data = userAuthData(credentials);
  const secrets = [...textsWithin(data['credentials']), ...secondFactorsWithin(data['multi_factor_response'])];

  return readAuthSession(
    await crossbar.request('PUT', '/user_auth', { kind: 'authority', data, clientInfo, secrets, mapError: loginError }),
  );
}

/**
 * Returns the texts that may be codes. Shorter ones are names, such as the provider's, which an
 * error may show.
 */
function secondFactorsWithin(multiFactorResponse: unknown): readonly string[] {
  return textsWithin(multiFactorResponse).filter((word) => word.length >= shortestCodeCharacters);
}

/** Reads a 401, which at login is about the credentials: there is no token yet. */
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
  const settings = isRecord(others['settings']) ? others['settings'] : others;
  return new GatewayError(
    'MULTI_FACTOR_REQUIRED',
    'A second factor is needed: repeat the login with a multiFactorResponse that answers the multiFactorRequest.',
    {
      cause: causeOf(envelope),
      extensions: { multiFactorRequest: { providerName: textOf(providerName) ?? null, settings } },
    },
  );
}
