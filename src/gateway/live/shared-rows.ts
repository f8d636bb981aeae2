import type { SharedList, SharedLists } from '../../fleet/sharing/shared-lists.ts';

/** Where instances share the rows of lists; undefined: nowhere. */
export type RowSharing = Pick<SharedLists, 'open'> | undefined;

/** Raised with each change of what rows have: instances share those of one version. */
const rowsVersion = 2;

/** How the rows of a list are shared, by account. */
export function sharedRows(
  lists: RowSharing,
  name: string,
): ((accountId: string, hear: (text: string | undefined) => void) => SharedList) | undefined {
  return lists && ((accountId, hear) => lists.open(accountId, `${name}-${rowsVersion}`, hear));
}
