import { inspect } from 'node:util';
import { GatewayError } from '../../src/errors.ts';

/**
 * The `GatewayError` that a promise rejects with, or that a call throws or rejects with; anything
 * else fails the test.
 */
export async function rejectionOf(work: Promise<unknown> | (() => unknown)): Promise<GatewayError> {
  const promise = typeof work === 'function' ? Promise.resolve().then(work) : work;
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && outcome.error instanceof GatewayError) return outcome.error;
  throw new Error(`expected a GatewayError, got ${inspect(outcome)}`);
}

/** The parts of an error that clients see. */
export function publicPart({ code, message, extensions }: GatewayError): object {
  return { code, message, extensions };
}

/**
 * Everything that a log could print of an error: all causes and properties at any depth, including
 * hidden ones.
 */
export function everythingIn(error: unknown): string {
  return inspect(error, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
  });
}
