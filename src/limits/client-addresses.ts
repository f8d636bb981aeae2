import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';
import { readNetwork } from '../config/network.ts';

const mappedIpv4 = /^::ffff:(?=\d+\.)/i;
const forwardedFor = 'x-forwarded-for';

/** The address of the client itself, also behind proxies: what a proxy says counts only if the operator trusts that proxy. */
export class ClientAddresses {
  readonly #hasTrusted: boolean;
  readonly #trusted = new BlockList();
  readonly #onUntrustedProxy: (address: string) => void;

  /**
   * @param trustedProxies addresses and networks in CIDR form
   * @param onUntrustedProxy somebody who is not trusted named another client: a proxy that was not configured, or a forgery
   */
  constructor(trustedProxies: readonly string[], onUntrustedProxy: (address: string) => void = () => undefined) {
    this.#onUntrustedProxy = onUntrustedProxy;
    this.#hasTrusted = trustedProxies.length > 0;
    for (const network of trustedProxies) {
      const { address, prefix } = readNetwork(network);
      this.#trusted.addSubnet(address, prefix, familyOf(address));
    }
  }

  /** Goes back along `X-Forwarded-For`, from the peer itself, for as long as each is a trusted proxy. */
  of({ headers, socket }: IncomingMessage): string | undefined {
    const peer = peerAddress(socket);
    const header = headers[forwardedFor];
    const named = typeof header === 'string' ? header.split(',').reverse() : [];
    if (peer === undefined || named.length === 0) return peer;
    if (!this.#isTrusted(peer)) {
      this.#onUntrustedProxy(peer);
      return peer;
    }
    let client = peer;
    for (const name of named) {
      const before = plainAddress(name.trim());
      // What is no address was not written by a proxy that works.
      if (before === undefined) return client;
      client = before;
      if (!this.#isTrusted(client)) return client;
    }
    return client;
  }

  /** Whose connection it is; undefined when it is a trusted proxy's, which carries the requests of many. */
  ofSocket(socket: Socket): string | undefined {
    const peer = peerAddress(socket);
    return peer === undefined || this.#isTrusted(peer) ? undefined : peer;
  }

  #isTrusted(address: string): boolean {
    // Asking a list costs more than all else that is done to accept a connection, also when it is empty.
    return this.#hasTrusted && this.#trusted.check(address, familyOf(address));
  }
}

/**
 * Whom per-address limits count: an IPv4 address, or the /64 network of an IPv6 one, since whoever has one address of such a network has all
 * of them (RFC 6177).
 */
export function addressBlock(address: string | undefined): string {
  if (address === undefined || isIP(address) !== 6) return address ?? '';
  const [head = '', tail] = address.split('::', 2).map((half) => half.split(':').filter((group) => group !== ''));
  const groups =
    tail === undefined ? head : [...head, ...Array(ipv6Groups - head.length - tail.length).fill('0'), ...tail];
  return `${[...groups]
    .slice(0, networkGroups)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

const ipv6Groups = 8;
const networkGroups = 4;

/** What the kernel says needs no check; undefined when it says nothing any more. */
function peerAddress({ remoteAddress }: Socket): string | undefined {
  return remoteAddress?.includes(':') === true ? plainAddress(remoteAddress) : remoteAddress;
}

/** A dual-stack socket reports IPv4 peers as ::ffff:1.2.3.4; a zone (`%eth0`) means nothing elsewhere. */
function plainAddress(address: string | undefined): string | undefined {
  const plain = address?.replace(mappedIpv4, '').replace(/%.*$/s, '');
  return plain !== undefined && isIP(plain) !== 0 ? plain : undefined;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
