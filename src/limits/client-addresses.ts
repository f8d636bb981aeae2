import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Network, parseNetwork } from '../config/network.ts';
import { addressOfEntry, forwardedEntries, isForwarded, plainAddress } from './forwarded-entries.ts';

export interface ClientAddressObserver {
  /**
   * Called with a peer that named another client though it is not trusted: a proxy that was not
   * configured, or a forgery.
   */
  readonly onUntrustedProxy: (peer: string) => void;
  /** Called with what a trusted proxy wrote that is not an address. */
  readonly onUnreadableEntry: (proxy: string, entry: string) => void;
}

/**
 * Finds out the address of the client itself, also behind proxies: what a proxy says counts only if
 * the operator trusts that proxy.
 */
export class ClientAddresses {
  readonly #trusted: readonly Network[];
  readonly #observer: ClientAddressObserver;
  /** A proxy opens thousands of connections, one after the other. */
  #latestPeer = { address: '', isTrusted: false };
  /** A request is asked about several times. */
  readonly #known = new WeakMap<IncomingMessage, string | undefined>();

  /** @param trustedProxies addresses and networks in CIDR form */
  constructor(trustedProxies: readonly string[], observer: ClientAddressObserver) {
    this.#trusted = trustedProxies.map(parseNetwork);
    this.#observer = observer;
  }

  /**
   * Goes back along `X-Forwarded-For` or `Forwarded`, from the peer itself, for as long as each
   * address is a trusted proxy. Returns undefined when the socket is gone.
   */
  of(request: IncomingMessage): string | undefined {
    if (!this.#known.has(request)) this.#known.set(request, this.#clientOf(request));
    return this.#known.get(request);
  }

  #clientOf({ headers, socket }: IncomingMessage): string | undefined {
    const peer = peerAddress(socket);
    if (peer === undefined || !isForwarded(headers)) return peer;
    if (!this.#isTrustedPeer(peer)) {
      this.#observer.onUntrustedProxy(peer);
      return peer;
    }
    let client = peer;
    for (const entry of forwardedEntries(headers)) {
      const before = addressOfEntry(entry);
      if (before === undefined) {
        this.#observer.onUnreadableEntry(client, entry);
        return client;
      }
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
    return peer === undefined || this.#isTrustedPeer(peer) ? undefined : peer;
  }

  #isTrustedPeer(peer: string): boolean {
    if (peer !== this.#latestPeer.address) this.#latestPeer = { address: peer, isTrusted: this.#isTrusted(peer) };
    return this.#latestPeer.isTrusted;
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
