import { documentText, isSubscription } from './document-text.ts';
import { selectsKind } from './live-table/live-document.ts';

/**
 * Whether the document is a subscription to events. Other operations, live lists and `streamStatus`
 * cannot be resumed and start anew each time.
 *
 * @throws `TypeError` for a subscription to events that lacks what resuming needs
 */
export function isResumable(query: string): boolean {
  const text = documentText(query);
  if (!isSubscription(text) || /\bstreamStatus\b/.test(text) || selectsKind(text)) return false;
  if (!/\$after\s*:\s*String\b/.test(text)) throw new TypeError('resumable: declare the variable `$after: String`.');
  if (!/\bafter\s*:\s*\$after\b/.test(text)) throw new TypeError('resumable: pass `after: $after` to the field.');
  if (!/\bcursor\b/.test(text)) throw new TypeError('resumable: select `cursor` under its own name.');
  return true;
}
