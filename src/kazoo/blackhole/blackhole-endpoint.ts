import { WebSocket } from 'ws';

/** Where blackhole listens, and what is expected there. */
export interface BlackholeEndpoint {
  readonly url: string;
  readonly connectTimeoutMs: number;
  readonly maxFrameBytes: number;
  /** Certificates (PEM) to trust instead of the well-known ones. */
  readonly ca?: string | undefined;
  /** The name that Kazoo's certificate must be for; default: the host of `url`. */
  readonly serverName?: string | undefined;
}

/** Begins to connect. Whoever calls it closes the socket. */
export function connect({ url, connectTimeoutMs, maxFrameBytes, ca, serverName }: BlackholeEndpoint): WebSocket {
  // No subprotocol: blackhole answers 400 to any (protocol.md "Connecting"). It does not compress either.
  return new WebSocket(url, {
    handshakeTimeout: connectTimeoutMs,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  });
}
