/** Where an engine listens. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Where the engine is, and how to sign in. */
export interface RedisAddress {
  /** The engine itself; or Sentinels, which know where it is. */
  readonly endpoints: readonly Endpoint[];
  /** What the Sentinels call the engine; undefined where the endpoint is the engine. */
  readonly masterName: string | undefined;
  readonly isTls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly sentinelPassword: string | undefined;
  readonly database: number;
}

const redisPort = 6_379;
const sentinelPort = 26_379;

const form =
  /^(rediss?)(\+sentinel)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^@/?]+)(?:\/([^?]*))?(?:\?sentinelPassword=(.*))?$/;
const endpointForm = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/;

/**
 * Reads `redis://user:password@host:port/database`, or
 * `redis+sentinel://user:password@host:port,host:port/name/database?sentinelPassword=…`; both with
 * `rediss` for TLS. Throws an `Error` that does not repeat the text, which may hold a password.
 */
export function parseRedisAddress(text: string): RedisAddress {
  const [, scheme, sentinel, username, password, hosts = '', path = '', sentinelPassword] = form.exec(text) ?? [];
  if (scheme === undefined) {
    throw new Error('it is not of the form redis://user:password@host:port/database, or redis+sentinel://…');
  }
  const isSentinel = sentinel !== undefined;
  const parts = path.split('/').map(decoded);
  const masterName = isSentinel ? parts.shift() : undefined;
  const [database = '', ...rest] = parts;
  if (isSentinel && masterName === '') throw new Error('it lacks the name that the Sentinels give the engine');
  if (!/^\d*$/.test(database) || rest.length > 0) throw new Error('its database is not a number');
  if (!isSentinel && sentinelPassword !== undefined) throw new Error('it has a sentinelPassword, but no Sentinels');
  const endpoints = hosts.split(',').map((host) => endpoint(host, isSentinel ? sentinelPort : redisPort));
  if (!isSentinel && endpoints.length > 1)
    throw new Error('it names more than one host: only Sentinels may be several');
  return {
    endpoints,
    masterName,
    isTls: scheme === 'rediss',
    username: username === undefined || username === '' ? undefined : decoded(username),
    password: password === undefined ? undefined : decoded(password),
    sentinelPassword: sentinelPassword === undefined ? undefined : decoded(sentinelPassword),
    database: Number(database),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw new Error('it has a % that begins no escape');
    throw error;
  }
}

function endpoint(text: string, defaultPort: number): Endpoint {
  const [, host, port] = endpointForm.exec(text) ?? [];
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65_535) throw new Error('one of its hosts or ports is not valid');
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}
