import { decodeEntry, encodeEntry } from '../../../src/fleet/entries/account-entry.ts';
import { type EntryFormat, entryFormats } from '../../../src/fleet/entries/format-choice.ts';

/** A shape of entries that no gateway of today reads: the same text, in an array. */
const laterFormat: EntryFormat = {
  version: 2,
  encode: (entry) => JSON.stringify([encodeEntry(entry)]),
  decode(text) {
    const [body]: readonly string[] = JSON.parse(text);
    return decodeEntry(body ?? '');
  },
};

/** What a later version of the gateway reads. */
export const laterFormats: readonly EntryFormat[] = [...entryFormats, laterFormat];
