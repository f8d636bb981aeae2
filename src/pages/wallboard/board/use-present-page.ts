import { useEffect } from 'react';
import { isGatewayError } from '../../../client/index.ts';

const key = 'wallboard.loadedAnew';
/** The page is not loaded anew more often than this. */
const pauseMs = 60_000;
/** So a gateway speaks of a page that belongs to another version of it. */
const unknownDocument: readonly unknown[] = ['PERSISTED_QUERY_ONLY', 'GRAPHQL_VALIDATION_FAILED'];

/**
 * A board on a wall lives longer than its gateway. One that a later gateway does not understand any
 * more is loaded anew, as that gateway has it.
 *
 * @param error what a list has ended with
 */
export function usePresentPage(error: unknown): void {
  useEffect(() => {
    if (!isGatewayError(error) || !unknownDocument.includes(error.extensions.code)) return;
    if (Date.now() - Number(sessionStorage.getItem(key)) < pauseMs) return;
    sessionStorage.setItem(key, String(Date.now()));
    location.reload();
  }, [error]);
}
