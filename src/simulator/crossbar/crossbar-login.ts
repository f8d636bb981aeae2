import type { Account, User } from '../directory/account.ts';
import type { Directory } from '../directory/directory.ts';
import { gregorianSeconds } from '../gregorian.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isJsonObject, stringAt, valueAt } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import type { CrossbarAnswer } from './crossbar-answer.ts';
import { created, invalidCredentials, unknownApiKey, validationError } from './crossbar-answer.ts';
import type { CrossbarSettings } from './crossbar-settings.ts';
import type { TokenAuthority } from './token-authority.ts';

export interface LoginSurroundings {
  readonly directory: Directory;
  readonly tokens: TokenAuthority;
  readonly now: () => number;
  readonly summaryOf: (account: Account, ownerId: string | undefined) => JsonObject;
  /** Whether this second factor is right. */
  readonly acceptsMultiFactor: (response: JsonValue) => boolean;
  readonly settings: CrossbarSettings;
  readonly behaviour: KazooBehaviour;
}

const methods = ['md5', 'sha'] as const;
const apiKeyLength = 64;

/** `PUT /v2/user_auth` (rest.md sections 2 and 8). */
export function userAuth(body: JsonValue | undefined, around: LoginSurroundings): CrossbarAnswer {
  const data = valueAt(body, 'data');
  const method = valueAt(data, 'method') ?? 'md5';
  const credentials = valueAt(data, 'credentials');
  const errors = { ...credentialErrors(credentials), ...methodErrors(method) };
  if (Object.keys(errors).length > 0) return validationError(errors);
  const usedMethod = methods.find((known) => known === method) ?? 'md5';
  const accounts = around.directory.select({
    phoneNumber: stringAt(data, 'phone_number'),
    realm: stringAt(data, 'account_realm') ?? stringAt(data, 'realm'),
    name: stringAt(data, 'account_name'),
    ...(around.behaviour.hasCrossbar5 ? { id: stringAt(data, 'account_id') } : {}),
  });
  // Several accounts may share a normalised name; each is tried.
  for (const account of accounts) {
    const user = around.directory.authenticate(account, usedMethod, String(credentials));
    if (user !== undefined) return admit(account, user, valueAt(data, 'multi_factor_response'), around);
  }
  return invalidCredentials();
}

/** `PUT /v2/api_auth` (rest.md section 9). */
export function apiAuth(body: JsonValue | undefined, around: LoginSurroundings): CrossbarAnswer {
  const data = valueAt(body, 'data');
  const apiKey = valueAt(data, 'api_key');
  const others = isJsonObject(data) ? Object.keys(data).filter((key) => key !== 'api_key') : [];
  if (others.length > 0) {
    const entries = others.map((key) => [
      key,
      { additionalProperties: { message: 'Strict checking of data: invalid property' } },
    ]);
    return validationError(Object.fromEntries(entries));
  }
  if (typeof apiKey !== 'string') return validationError({ api_key: requiredError('api_key') });
  if (apiKey.length < apiKeyLength) return validationError({ api_key: minLengthError(apiKeyLength, apiKey) });
  if (apiKey.length > apiKeyLength) {
    const message = `String must not be more than ${apiKeyLength} characters`;
    return validationError({ api_key: { maxLength: { message, target: apiKeyLength, value: apiKey } } });
  }
  const account = around.directory.accounts.find((candidate) => candidate.apiKey === apiKey);
  if (account === undefined) return unknownApiKey(apiKey);
  const barred = accountErrors(account, around.now());
  if (barred !== undefined) return validationError(barred);
  const token = around.tokens.issue({ accountId: account.id });
  return created(around.summaryOf(account, undefined), token);
}

function admit(
  account: Account,
  user: User,
  response: JsonValue | undefined,
  around: LoginSurroundings,
): CrossbarAnswer {
  const barred = accountErrors(account, around.now());
  if (barred !== undefined) return validationError(barred);
  if (user.requiresMultiFactor) {
    if (response === undefined) return multiFactorRequired(user, around);
    if (!around.acceptsMultiFactor(response)) return invalidCredentials();
  }
  const multiFactor = user.requiresMultiFactor && response !== undefined ? { multiFactorResponse: response } : {};
  const token = around.tokens.issue({ accountId: account.id, ownerId: user.id, ...multiFactor });
  return created(around.summaryOf(account, user.id), token);
}

// Checked after the credentials matched, on the account and not on the user (rest.md section 4).
function accountErrors(account: Account, nowMs: number): JsonObject | undefined {
  if (!account.enabled) return { account: { disabled: { message: 'account disabled' } } };
  if (account.expiresAtMs === undefined || account.expiresAtMs > nowMs) return undefined;
  return { account: { expired: { message: 'account expired', cause: gregorianSeconds(account.expiresAtMs) } } };
}

function multiFactorRequired(user: User, { settings, behaviour }: LoginSurroundings): CrossbarAnswer {
  const request =
    settings.multiFactorProvider === 'otp' ? { provider_name: 'otp', key_type: 'totp' } : duoRequest(user);
  return {
    status: 401,
    // The misspelling is Kazoo's (rest.user_auth.mfa_required.json).
    data: {
      message: 'client needs to preform second-factor authentication',
      multi_factor_request: request,
      ...(behaviour.hasCrossbar5 ? { user_id: user.id } : {}),
    },
    message: 'invalid_credentials',
  };
}

function duoRequest(user: User): JsonObject {
  const label = Buffer.from(user.username).toString('base64');
  const settings = {
    duo_sig_request: `TX|${label}|0a1b2c:APP|${label}|3d4e5f`,
    duo_api_hostname: 'api-0000.duo.example',
  };
  return { provider_name: 'duo', settings };
}

function credentialErrors(credentials: JsonValue | undefined): JsonObject {
  if (credentials === undefined) return { credentials: requiredError('credentials') };
  if (typeof credentials !== 'string') {
    return {
      credentials: { type: { message: 'Value did not match type(s): string', target: 'string', value: credentials } },
    };
  }
  return credentials.length === 0 ? { credentials: minLengthError(1, credentials) } : {};
}

function methodErrors(method: JsonValue): JsonObject {
  if (methods.some((known) => known === method)) return {};
  const message = 'Value not found in enumerated list of values';
  return { method: { enum: { message, target: [...methods], value: method } } };
}

function requiredError(field: string): JsonObject {
  return { required: { message: 'Field is required but missing', value: field } };
}

function minLengthError(target: number, value: string): JsonObject {
  return { minLength: { message: `String must be at least ${target} characters`, target, value } };
}
