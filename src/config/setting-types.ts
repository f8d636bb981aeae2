import { z } from 'zod';
import { parseNetwork } from './network.ts';
import { isOriginPattern } from './origin-pattern.ts';
import { type PublicKeyFile, readPublicKeyFiles } from './public-key-files.ts';
import { parseRedisAddress } from './redis-address.ts';
import { readCertificates } from './tls-files.ts';
import { readTrustedDocuments } from './trusted-document-file.ts';

/** The longest delay of a Node timer; a longer one fires immediately. */
export const maxTimerMs = 2 ** 31 - 1;
const maxPort = 65_535;

export const positive = wholeNumber(1);
export const durationMs = wholeNumber(1, maxTimerMs, ' of milliseconds');
export const port = wholeNumber(0, maxPort);
export const flag = z
  .enum(['true', 'false', '1', '0', 'on', 'off', 'yes', 'no'], { error: 'must be true or false' })
  .transform((value) => ['true', '1', 'on', 'yes'].includes(value));

function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER, unit = '') {
  const range = max === Number.MAX_SAFE_INTEGER ? `, at least ${min}` : ` from ${min} to ${max}`;
  const error = `must be a whole number${unit}${range}`;
  return z.coerce
    .number({ error })
    .refine((value) => Number.isSafeInteger(value) && value >= min && value <= max, { error });
}

/** Whoever sends it may do what others may not. The message must not repeat it. */
export const bearerToken = z.string().regex(/^[\x21-\x7e]{16,}$/, {
  error: 'must be at least 16 letters, digits or punctuation marks, without blanks',
});

/** A URL with one of `protocols`. */
export function url(...protocols: readonly string[]) {
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    abort: true,
  });
}

/**
 * The URL of a server. It is logged, so it must not hold a secret, and paths are appended to it, so
 * it must not have a query or a hash.
 */
export function address(...protocols: readonly string[]) {
  return url(...protocols).refine((value) => isBare(new URL(value)), {
    error: 'must not contain a user, a password, ? or #',
  });
}

function isBare({ username, password, search, hash }: URL): boolean {
  return `${username}${password}${search}${hash}` === '';
}

/** One or more URLs of servers, separated by commas or blanks. */
export function addresses(...protocols: readonly string[]) {
  return z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(address(...protocols)).min(1));
}

export const origins = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((origin) => origin !== ''))
  .refine((list) => list.every(isOriginPattern), {
    error:
      'must be origins as browsers send them, such as https://app.example.com, https://*.example.com, ' +
      'http://localhost:* or capacitor://localhost, separated by commas',
  });

export const hosts = z
  .string()
  .transform((value) =>
    value
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((host) => host !== ''),
  )
  .refine((list) => list.every(isHostname), {
    error: 'must be host names without scheme, port or path, such as gateway.example.com, separated by commas',
  });

export const networks = z.string().transform((value, context): readonly string[] => {
  const list = value.split(/[\s,]+/).filter((network) => network !== '');
  for (const network of list) {
    if (!isNetwork(network))
      context.addIssue({ code: 'custom', message: `${network} is not an IP address or a network` });
  }
  return list;
});

export const dataKeys = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((key) => key !== ''))
  .refine((list) => list.every((key) => /^[a-z0-9_]+\*?$/.test(key)), {
    error: 'must be keys of event data such as user_agent or sip_*, separated by commas',
  });

/** What a setting says or names: read immediately, so that an error in it is one of the setting. */
function readBy<Content>(read: (value: string) => Content) {
  return z.string().transform((value, context): Content => {
    try {
      return read(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

export const publicKeys = readBy((value): readonly PublicKeyFile[] => readPublicKeyFiles(value));
export const trustedDocuments = readBy(readTrustedDocuments);
export const certificates = readBy(readCertificates);
export const redisAddress = readBy(parseRedisAddress);

/** Stands between braces in the names of keys. */
export const redisPrefix = z.string().regex(/^[\w.:-]{1,64}$/, {
  error: 'must be at most 64 letters, digits, and any of . : _ -',
});

export const timeZone = z.string().refine(isTimeZone, { error: 'must be a time zone such as Europe/Berlin' });

function isHostname(text: string): boolean {
  const url = `http://${text}`;
  return URL.canParse(url) && new URL(url).hostname === text && !text.includes('*');
}

function isNetwork(text: string): boolean {
  try {
    parseNetwork(text);
    return true;
  } catch {
    return false; // It throws for anything else.
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // Intl throws for a name that it does not know.
  }
}
