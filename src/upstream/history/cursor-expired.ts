import { GatewayError } from '../../errors.ts';

/** The error for who resumes after a moment that is too long ago, or was in nobody's presence. */
export function cursorExpired(): GatewayError {
  return new GatewayError(
    'CURSOR_EXPIRED',
    'What happened after this cursor is not known completely any more. Load what you show afresh, and subscribe ' +
      'without "after".',
  );
}

/** The error for a text that is not a cursor of an event. */
export function notACursor(text: string): GatewayError {
  return new GatewayError(
    'BAD_USER_INPUT',
    `${JSON.stringify(text.slice(0, 64))} is not an event cursor. Take "after" from the cursor of an event, ` +
      'a snapshot or a ping; the endCursor of a page is for lists.',
  );
}
