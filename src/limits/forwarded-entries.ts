import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const forwardedFor = /^for\s*=/i;
/** The port is a number, or a name that hides it (RFC 7239 section 6). */
const ipv4WithPort = /^([\d.]+):[\w.-]+$/;
const ipv6WithPort = /^\[([^\]]*)\](?::[\w.-]+)?$/;

/** Whether a proxy, or a forger, names the client of a request. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
}

/**
 * Returns what proxies wrote about where a request came from, the nearest proxy's entry first:
 * `X-Forwarded-For`, or else `Forwarded` (RFC 7239), which is not read where both are there, since
 * a client could add it behind a proxy's back.
 */
export function forwardedEntries(headers: IncomingHttpHeaders): readonly string[] {
  const listed = headers['x-forwarded-for'];
  if (typeof listed === 'string') return listed.split(',').reverse();
  // Split without regard to quotes: an open quote of the client's must not swallow what a proxy adds after it.
  return (headers.forwarded?.split(',') ?? []).reverse();
}

/**
 * Returns the address that an entry names, without its port; undefined when that is none, such as
 * `unknown`.
 */
export function addressOfEntry(entry: string): string | undefined {
  const text = entry.includes('=') ? forOf(entry) : entry.trim();
  const [, address = text] = ipv4WithPort.exec(text) ?? ipv6WithPort.exec(text) ?? [];
  return plainAddress(address);
}

/**
 * Undefined when the text is not an address. A dual-stack socket reports IPv4 peers as
 * `::ffff:1.2.3.4`, and a zone (`%eth0`) means nothing elsewhere.
 */
export function plainAddress(text: string): string | undefined {
  const [address = ''] = text.split('%', 1);
  return isIP(address) === 0 ? undefined : ipaddr.process(address).toString();
}

/** Returns the value of `for` in one element of `Forwarded`, without quotes. */
function forOf(element: string): string {
  const pair = element
    .split(';')
    .map((part) => part.trim())
    .find((part) => forwardedFor.test(part));
  return (
    pair
      ?.replace(forwardedFor, '')
      .trim()
      .replace(/^"(.*)"$/, '$1') ?? ''
  );
}
