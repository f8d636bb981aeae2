import { createHash } from 'node:crypto';
import { GatewayError } from '../../errors.ts';

/**
 * The input of a login: one account selector, and either a username with its password or
 * credentials hashed from them.
 */
export interface LoginCredentials {
  /** The account's name. Kazoo compares only letters and digits, and ignores case. */
  readonly accountName?: string | null | undefined;
  readonly accountRealm?: string | null | undefined;
  /** Any number assigned to the account. */
  readonly phoneNumber?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly password?: string | null | undefined;
  /** Hexadecimal `method(lower-case username + ":" + password)`, sent as given. */
  readonly credentials?: string | null | undefined;
  /** The hash. Default `MD5`, as in Kazoo; `SHA` is SHA-1. */
  readonly method?: LoginMethod | null | undefined;
  /** The answer to a `multiFactorRequest`, in the shape its provider defines. */
  readonly multiFactorResponse?: unknown;
}

export type LoginMethod = 'MD5' | 'SHA';

const methods = {
  MD5: { wireName: 'md5', hash: 'md5' },
  SHA: { wireName: 'sha', hash: 'sha1' },
} as const;

/**
 * Returns the `data` of `PUT /user_auth`.
 *
 * @throws `BAD_USER_INPUT` with what to correct.
 */
export function userAuthData(credentials: LoginCredentials): Readonly<Record<string, unknown>> {
  const { multiFactorResponse } = credentials;
  const method = credentials.method ?? 'MD5';
  return {
    ...accountSelector(credentials),
    credentials: credentialsHash(credentials, method),
    method: methods[method].wireName,
    ...(isGiven(multiFactorResponse) ? { multi_factor_response: multiFactorResponse } : {}),
  };
}

function accountSelector({ accountName, accountRealm, phoneNumber }: LoginCredentials): Record<string, string> {
  const selectors = [
    { key: 'account_name', field: 'accountName', value: accountName },
    { key: 'account_realm', field: 'accountRealm', value: accountRealm },
    { key: 'phone_number', field: 'phoneNumber', value: phoneNumber },
  ];
  const [selector, ...others] = selectors.filter(({ value }) => isGiven(value));
  if (selector === undefined || others.length > 0) {
    throw badInput('Name the account by exactly one of accountName, accountRealm and phoneNumber.');
  }
  return { [selector.key]: nonEmpty(selector.field, selector.value) };
}

function credentialsHash({ username, password, credentials }: LoginCredentials, method: LoginMethod): string {
  if (isGiven(credentials)) {
    if (isGiven(username) || isGiven(password)) {
      throw badInput('Give either username and password, or credentials, but not both.');
    }
    return nonEmpty('credentials', credentials);
  }
  if (!isGiven(username) || !isGiven(password)) {
    throw badInput('Give username and password, or credentials that were hashed from them.');
  }
  // Kazoo keeps the hash of the lower-cased username with the password as it was typed.
  const secret = `${nonEmpty('username', username).toLowerCase()}:${nonEmpty('password', password)}`;
  return createHash(methods[method].hash).update(secret, 'utf8').digest('hex');
}

function isGiven<Value>(value: Value | null | undefined): value is Value & {} {
  return value !== undefined && value !== null;
}

function nonEmpty(field: string, value: string | null | undefined): string {
  // A password may consist of blanks, a name must not.
  const isEmpty = field === 'password' ? value === '' : value?.trim() === '';
  if (!isGiven(value) || isEmpty) throw badInput(`Fill in ${field}: it must not be empty.`);
  return value;
}

function badInput(message: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', message);
}
