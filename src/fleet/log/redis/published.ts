import type { AccountLease } from '../account-lease.ts';
import type { FleetEntry } from '../fleet-entry.ts';

const newline = 0x0a;
const entriesKind = 0x45;

/** Entries as `append.lua` publishes them. */
export interface PublishedEntries {
  readonly epoch: string;
  readonly entries: readonly FleetEntry[];
}

export function isEntries(message: Buffer): boolean {
  return message[0] === entriesKind;
}

/**
 * Reads `E <epoch> <previous> <position> <bytes> <position> <bytes> …`, a line feed, and the bodies
 * without anything between them; whoever may write to the engine may publish anything, which ends
 * at the first place that is none. Hot.
 */
export function readEntries(message: Buffer): PublishedEntries {
  const headEnd = message.indexOf(newline);
  const [, epoch = '', first, ...places] = message.toString('latin1', 0, headEnd).split(' ');
  const entries: FleetEntry[] = [];
  let previous = Number(first);
  let from = headEnd + 1;
  for (let index = 0; index < places.length; index += 2) {
    const position = Number(places[index]);
    const until = from + Number(places[index + 1]);
    if (!(Number.isSafeInteger(position) && position > previous && until >= from)) break;
    entries.push({ position, previous, body: message.toString('utf8', from, until) });
    previous = position;
    from = until;
  }
  return { epoch, entries };
}

/**
 * Reads instance, fence, beat, standby and what has waited; undefined for an account that nobody
 * owns.
 */
export function leaseOf(words: readonly string[]): AccountLease | undefined {
  const [instanceId = '', fence, beat, standbyId = '', waitedMs = ''] = words;
  if (instanceId === '') return undefined;
  return {
    instanceId,
    fence: Number(fence),
    beat: Number(beat),
    ...(standbyId !== '' && { standbyId }),
    ...(waitedMs !== '' && { waitedMs: Number(waitedMs) }),
  };
}

/** The first word of a text, and what comes after the blank. */
export function splitWord(text: string): readonly [word: string, rest: string] {
  const end = text.indexOf(' ');
  return end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}
