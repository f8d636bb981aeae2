import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Network, parseNetwork } from '../config/network.ts';

const forwardedFor = 'x-forwarded-for';

/**
 * Finds out the address of the client itself, also behind proxies: what a proxy says counts only if
 * the operator trusts that proxy.
 */
export class ClientAddresses {
  readonly #trusted: readonly Network[];
  readonly #onUntrustedProxy: (address: string) => void;

  /**
   * @param trustedProxies addresses and networks in CIDR form
   * @param onUntrustedProxy called with a peer that named another client though it is not trusted:
   * a proxy that was not configured, or a forgery
   */
  constructor(trustedProxies: readonly string[], onUntrustedProxy: (address: string) => void = () => undefined) {
    this.#trusted = trustedProxies.map(parseNetwork);
    this.#onUntrustedProxy = onUntrustedProxy;
  }

  /**
   * Goes back along `X-Forwarded-For`, from the peer itself, for as long as each address is a
   * trusted proxy. Returns undefined when the socket is gone.
   */
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
      // A proxy that works writes nothing but addresses.
      if (before === undefined) return client;
      client = before;
      if (!this.#isTrusted(client)) return client;
    }
    return client;
  }

  /**
   * Returns the address of the peer; undefined when that is a trusted proxy, whose connection
   * carries the requests of many.
   */
  ofSocket(socket: Socket): string | undefined {
    const peer = peerAddress(socket);
    return peer === undefined || this.#isTrusted(peer) ? undefined : peer;
  }

  #isTrusted(address: string): boolean {
    if (this.#trusted.length === 0) return false;
    const parsed = ipaddr.parse(address);
    return this.#trusted.some(([network, prefix]) => parsed.kind() === network.kind() && parsed.match(network, prefix));
  }
}

/** Undefined when the socket is gone. */
function peerAddress({ remoteAddress }: Socket): string | undefined {
  // An IPv4 address of the kernel is plain already.
  return remoteAddress?.includes(':') === true ? plainAddress(remoteAddress) : remoteAddress;
}

/**
 * Undefined when the text is not an address. A dual-stack socket reports IPv4 peers as
 * `::ffff:1.2.3.4`, and a zone (`%eth0`) means nothing elsewhere.
 */
function plainAddress(text: string): string | undefined {
  const [address = ''] = text.split('%', 1);
  return isIP(address) === 0 ? undefined : ipaddr.process(address).toString();
}
