import type { Harness } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';

/** The message that ends the operation `id` with an error of this code. */
export function refused(id: string, code: string): Readonly<Record<string, unknown>> {
  return { type: 'error', id, payload: [{ extensions: { code } }] };
}

/** A WebSocket that is signed in to the account. */
export async function clientOf(harness: Harness, account = 'demo'): Promise<RawClient> {
  return RawClient.ready(harness.webSocketUrl, { authToken: harness.token(account) });
}
