import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws'; // Node before 22 only.
import { createGatewayClient } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.
import type { GatewayAddress } from './gateway-address.ts';

/** The client for a front end: it comes back, renews its token, and ends where it is refused. */
export function createBoardClient({ url, token, onGap }: GatewayAddress): Client {
  return createGatewayClient({ createClient, webSocketImpl: WebSocket, url, token, onGap });
}
