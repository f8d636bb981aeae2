import { z } from 'zod';

const callMessage = z.object({ id: z.number(), name: z.string(), argument: z.unknown().optional() });

export type CallHandlers = Readonly<Record<string, (argument: unknown) => unknown>>;

/**
 * Answers the parent's calls in this child process, and ends the process when the parent is gone.
 */
export function answerCalls(handlers: CallHandlers): void {
  process.on('message', (message) => {
    void answer(callMessage.parse(message), handlers);
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ ready: true });
}

/** Never rejects: what fails is the call's answer. */
async function answer({ id, name, argument }: z.infer<typeof callMessage>, handlers: CallHandlers): Promise<void> {
  try {
    const handler = handlers[name];
    if (handler === undefined) throw new TypeError(`This process knows no call "${name}".`);
    process.send?.({ id, result: await handler(argument) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.stack : String(error) });
  }
}
