import type { CallSite } from './call-site.ts';

/** The rows, each as `id STATE from>to`, with the legs it has. */
export function board(site: CallSite): readonly string[] {
  return [...site.rows.rows()].map(
    ({ id, state, from, to, legs }) => `${id} ${state} ${from.number}>${to.number} (${legs.length})`,
  );
}

export function removals(site: CallSite): readonly unknown[] {
  return site.rows.takeChanges().removed.map(({ id, reason, hangupCause }) => [id, reason, hangupCause]);
}
