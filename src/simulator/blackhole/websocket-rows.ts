import { gregorianSeconds } from '../gregorian.ts';
import type { JsonObject } from '../json.ts';
import type { BlackholeSocket } from './blackhole-socket.ts';

/**
 * The rows of `GET /v2/accounts/{account}/websockets`: the sockets whose identity is of this
 * account.
 */
export function websocketRows(sockets: readonly BlackholeSocket[], accountId: string): readonly JsonObject[] {
  return sockets
    .filter((socket) => socket.session.identity?.accountId === accountId)
    .map((socket) => {
      const { name, metadata } = socket.session.label;
      return {
        websocket_session_id: socket.id,
        bindings: [...new Set(socket.bindings)],
        timestamp: gregorianSeconds(socket.openedAtMs),
        ...(name === undefined ? {} : { name }),
        ...(metadata === undefined ? {} : { metadata }),
        destination: 'apps1.zone1.example.net',
        source: socket.id.slice(0, socket.id.lastIndexOf(':')),
      };
    });
}
