import { GatewayError } from '../../errors.ts';

/** The error for who resumes after a moment that is too long ago, or was in nobody's presence. */
export function cursorExpired(): GatewayError {
  return new GatewayError(
    'CURSOR_EXPIRED',
    'What happened after this cursor is not known completely any more. Load what you show afresh, and subscribe ' +
      'without "after".',
  );
}
