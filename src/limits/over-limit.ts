import { RateLimiterRes } from 'rate-limiter-flexible';

/** rate-limiter-flexible rejects with a plain result, no error, when a limit is reached. */
export function isOverLimit(rejection: unknown): rejection is RateLimiterRes {
  return rejection instanceof RateLimiterRes;
}
