import { isIP } from 'node:net';

/**
 * The client on whose behalf the gateway asks Kazoo. Both values come from outside and are checked
 * before they become headers.
 */
export interface ClientInfo {
  /**
   * An id that Kazoo writes into its logs and its answer. Anything but 1 to 128 letters, digits and
   * `._:-` is not sent.
   */
  readonly requestId?: string | undefined;
  /**
   * The address by which Kazoo counts requests for its rate limit, if it trusts the gateway as a
   * proxy. Anything but an IP address is not sent.
   */
  readonly clientIp?: string | undefined;
}

const mappedIpv4 = /^::ffff:(?=\d+\.)/i;

/**
 * Whether Kazoo accepts the text as a request id. Clients may send anything, and the id is logged.
 */
export function isRequestId(text: unknown): text is string {
  return typeof text === 'string' && /^[\w.:-]{1,128}$/.test(text);
}

/** The headers that tell Kazoo about the client. */
export function clientHeaders({ requestId, clientIp }: ClientInfo): Record<string, string> {
  const headers: Record<string, string> = {};
  if (isRequestId(requestId)) headers['X-Request-ID'] = requestId;

  // A dual-stack socket reports IPv4 peers as ::ffff:1.2.3.4, and link-local peers with a zone that
  // only this host knows.
  const address = clientIp?.replace(mappedIpv4, '').replace(/%.*$/s, '');
  if (address !== undefined && isIP(address) !== 0) headers['X-Forwarded-For'] = address;
  return headers;
}
