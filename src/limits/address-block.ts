import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The parts of an IPv6 address, of 16 bits each, that name its /64 network. */
const networkParts = 4;

/**
 * Returns what limits per address count: an IPv4 address, or the /64 network of an IPv6 address,
 * since a client that has one address of such a network has all of them (RFC 6177).
 */
export function addressBlock(address: string | undefined): string {
  // Nearly every address is of IPv4, and `isIP` takes longer than to see that.
  if (address?.includes(':') !== true || isIP(address) !== 6) return address ?? '';
  const { parts } = ipaddr.IPv6.parse(address);
  const network = parts.slice(0, networkParts).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
