import { GatewayError } from '../../errors.ts';

/** Cursors of events begin with `event.`, so neither kind can be mistaken for the other. */
const prefix = 'page.';

const pageCursorForm = /^page\.([\w-]+)$/;

/**
 * Kazoo's keys are base64url. A longer text, or one with other characters, was not issued by Kazoo.
 */
const startKeyForm = /^[\w\-=+/]{1,1024}$/;

const advice =
  'Take "after" from the endCursor of the page before, or leave it out for the first page; ' +
  'the cursor of an event, a snapshot or a ping is for subscriptions.';

/** The opaque cursor that a client gets for the page that begins at `startKey`. */
export function pageCursorOf(startKey: string): string {
  return prefix + Buffer.from(startKey).toString('base64url');
}

/**
 * The key by which Kazoo finds the page that a client asks for; undefined for the first page.
 *
 * @throws `BAD_USER_INPUT` for a text that is not a page cursor, such as the cursor of an event.
 */
export function startKeyOf(pageCursor: string | null | undefined): string | undefined {
  if (pageCursor === null || pageCursor === undefined) return undefined;
  const [, encoded = ''] = pageCursorForm.exec(pageCursor) ?? [];
  const startKey = Buffer.from(encoded, 'base64url').toString();
  if (startKeyForm.test(startKey)) return startKey;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `${JSON.stringify(pageCursor.slice(0, 64))} is not a page cursor. ${advice}`,
  );
}
