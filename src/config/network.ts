import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address and the length of the prefix that all addresses of its network share. */
export type Network = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, prefix: number];

const [ipv4Bits, ipv6Bits] = [32, 128];

/**
 * Parses an IP address, or a network such as `10.0.0.0/8`.
 *
 * @throws TypeError when the text is neither.
 */
export function parseNetwork(text: string): Network {
  const [address = ''] = text.split('/', 1);
  // ipaddr.js alone would also read `10/8` and octal numbers.
  const version = isIP(address);
  const cidr = text === address ? `${text}/${version === 4 ? ipv4Bits : ipv6Bits}` : text;
  if (version === 0 || !ipaddr.isValidCIDR(cidr))
    throw new TypeError(`${JSON.stringify(text)} is not an IP address or network.`);
  return ipaddr.parseCIDR(cidr);
}
