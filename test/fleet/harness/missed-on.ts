import type { Instance } from './fleet-instance.ts';
import { everything } from './fleet-world.ts';

/** What a client of the account `a` gets that resumes there; undefined: it cannot. */
export function missedOn({ upstreams }: Instance, cursor: string): readonly number[] | undefined {
  const missed = upstreams.sinceIfKnown(cursor, 'a', [everything]);
  return missed && [...missed].map(({ event }) => Number(event.data['number']));
}
