import type { AccountSource } from './account-source.ts';

/**
 * The most sources kept for one operation: as many accounts as resume one operation at the same
 * time.
 */
const maxSources = 100;

/** Remembers what `make` made, so that clients who ask for the same share one source. */
export function sharedSources(
  make: (accountId: string, ownerId: string | undefined) => AccountSource,
): (accountId: string, ownerId: string | undefined) => AccountSource {
  const sources = new Map<string, AccountSource>();
  return (accountId, ownerId) => {
    const key = JSON.stringify([accountId, ownerId]);
    const known = sources.get(key);
    if (known !== undefined) return known;
    const source = make(accountId, ownerId);
    if (sources.size >= maxSources) sources.clear();
    sources.set(key, source);
    return source;
  };
}
