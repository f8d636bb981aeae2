import type { BlackholeEvent } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';

export const account = 'a'.repeat(32);

interface CallFrame {
  /** The binding that the frame comes for. */
  readonly for?: string;
  readonly name?: string;
  readonly accountId?: string;
}

/**
 * What blackhole sends when something happens to a call; the same call and name are copies of one
 * event.
 */
export function callFrame(callId: string, options: CallFrame = {}): BlackholeEvent {
  const { for: subscribedKey = 'call.*.*', name = 'CHANNEL_CREATE', accountId = account } = options;
  return {
    kind: 'event',
    subscribedKey,
    name,
    routing: ['call', accountId, name, callId],
    data: { call_id: callId, msg_id: 'm' },
    size: 100,
  };
}
