import type { JsonObject, JsonValue } from '../json.ts';

/** What a resource decided; the envelope and the headers are added around it. */
export interface CrossbarAnswer {
  readonly status: number;
  readonly data: JsonValue;
  /** Error label, absent on success. */
  readonly message?: string;
  /** Token for the envelope where it is not the request's own: a login's or a refresh's. */
  readonly authToken?: string;
  /** Members that follow the envelope of a list. */
  readonly paging?: JsonObject;
  readonly etag?: string;
}

export function ok(data: JsonValue): CrossbarAnswer {
  return { status: 200, data };
}

/** Kazoo 5 says this of an account, with a good token too (kazoo-5.md section 6). */
export function invalidAccount(): CrossbarAnswer {
  return { status: 401, data: { message: 'invalid credentials' }, message: 'invalid credentials' };
}

export function datastoreUnreachable(): CrossbarAnswer {
  return { status: 503, data: {}, message: 'datastore_unreachable' };
}

export function renewalRefused(method: string): CrossbarAnswer {
  return { status: 405, data: {}, message: `${method} not allowed to renew` };
}

export function unrenewable(): CrossbarAnswer {
  return { status: 412, data: {}, message: 'invalid token for renew' };
}

export function created(data: JsonValue, authToken: string): CrossbarAnswer {
  return { status: 201, data, authToken };
}

// The labels and shapes of rest.md section 4 and of the recorded exchanges.

export function validationError(fields: JsonObject): CrossbarAnswer {
  return { status: 400, data: fields, message: 'validation error' };
}

export function parseError(): CrossbarAnswer {
  return { status: 400, data: { message: 'invalid request body' }, message: 'parse_error' };
}

/** No token, a wrong login, an unknown account. */
export function invalidCredentials(): CrossbarAnswer {
  return { status: 401, data: { message: 'invalid credentials' }, message: 'invalid_credentials' };
}

/** A token was sent, and it is expired, revoked or garbled. */
export function unusableToken(): CrossbarAnswer {
  return { status: 401, data: {}, message: 'invalid credentials' };
}

export function forbidden(): CrossbarAnswer {
  return { status: 403, data: { message: 'forbidden' }, message: 'forbidden' };
}

export function badIdentifier(id: string): CrossbarAnswer {
  return { status: 404, data: { message: 'bad identifier', cause: id }, message: 'bad_identifier' };
}

export function malformedAccountId(id: string): CrossbarAnswer {
  return { status: 404, data: { message: `invalid account_id '${id}'` }, message: 'bad identifier' };
}

export function unknownApiKey(apiKey: string): CrossbarAnswer {
  return { status: 404, data: [apiKey], message: 'bad identifier' };
}

export function notFound(): CrossbarAnswer {
  return { status: 404, data: { message: 'not found' }, message: 'not_found' };
}

export function invalidMethod(): CrossbarAnswer {
  return { status: 405, data: { message: 'method not allowed' }, message: 'invalid_method' };
}

export function gone(): CrossbarAnswer {
  return { status: 410, data: { message: 'API version 1 is gone' }, message: 'gone' };
}

export function tooManyRequests(): CrossbarAnswer {
  return { status: 429, data: { message: 'too many requests' }, message: 'too_many_requests' };
}
