import { vi } from 'vitest';
import type { BlackholeCommand } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import { type CommandPace, CommandQueue } from '../../../src/kazoo/blackhole/command-queue.ts';

/** A subscribe of the binding. */
export function command(binding: string): BlackholeCommand {
  return { action: 'subscribe', accountId: 'a'.repeat(32), binding, token: 'token' };
}

interface Sent {
  readonly requestId: string;
  readonly binding: string;
}

/** A command queue, what it sent, and Kazoo's answers to that. */
export function setUpCommandQueue({
  replyTimeoutMs = 5_000,
  ...pace
}: Partial<CommandPace & { replyTimeoutMs: number }> = {}) {
  const sent: Sent[] = [];
  const onReady = vi.fn();
  const overdue: string[] = [];
  const queue = new CommandQueue(
    replyTimeoutMs,
    { burst: 100, perSecond: 10, maxInFlight: 100, ...pace },
    {
      send(text) {
        const { request_id: requestId, data } = JSON.parse(text);
        sent.push({ requestId, binding: data.binding });
      },
      onOverdue: (requestId) => overdue.push(requestId),
      onReady,
    },
  );
  return {
    queue,
    sent,
    overdue,
    onReady,
    /** Sends a command whose outcome does not matter. */
    start: (binding: string) => void queue.send(command(binding)).catch(() => undefined),
    bindings: () => sent.map(({ binding }) => binding),
    /** Answers the command that was sent as number `index`. */
    reply: (index: number, ...errors: readonly string[]) =>
      queue.receive({ kind: 'reply', requestId: sent[index]?.requestId ?? '', errors, isOfKazoo5: false }),
  };
}

/** What blackhole says beyond its rate limit. */
export const rateLimit = 'rate limiting threshold hit for 198.51.100.77:49152!';
