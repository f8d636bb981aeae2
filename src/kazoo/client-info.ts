import { isIP } from 'node:net';

/** On whose behalf the gateway asks Kazoo. Both values come from a client and are checked before they become headers. */
export interface ClientInfo {
  /** Kazoo writes it into its logs and its answer. Anything but 1 to 128 letters, digits and `._:-` is not sent. */
  readonly requestId?: string | undefined;
  /** Kazoo counts its rate limit by it, if it trusts the gateway as a proxy. Anything but an IP address is not sent. */
  readonly clientIp?: string | undefined;
}

const mappedIpv4 = /^::ffff:(?=\d+\.)/i;

/** Whether Kazoo would take it; a client may send anything, and what it sends is logged. */
export function isRequestId(text: unknown): text is string {
  return typeof text === 'string' && /^[\w.:-]{1,128}$/.test(text);
}

export function clientHeaders({ requestId, clientIp }: ClientInfo): Record<string, string> {
  const headers: Record<string, string> = {};
  if (isRequestId(requestId)) headers['X-Request-ID'] = requestId;

  // A dual-stack socket reports IPv4 peers as ::ffff:1.2.3.4, and link-local ones with a zone that means nothing elsewhere.
  const address = clientIp?.replace(mappedIpv4, '').replace(/%.*$/s, '');
  if (address !== undefined && isIP(address) !== 0) headers['X-Forwarded-For'] = address;
  return headers;
}
