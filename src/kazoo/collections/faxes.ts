import { type EventFields, firstOf, flag, text, time, whole, within } from '../events/event-field.ts';
import type { Collection, KeyedRow } from './collection.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';

/** Where Kazoo keeps a fax, in the words of the schema. */
export type FaxFolder = 'INBOX' | 'OUTBOX' | 'OUTGOING';

/**
 * The fields of a fax. Its list shows a view's row, into which Crossbar merges the document where
 * it reads that, too (cb_faxes:normalize_modb_view_results/2); the two name the numbers
 * differently.
 */
function faxFields(folder: FaxFolder) {
  return {
    id: text('id'),
    folder: () => folder,
    status: text('status'),
    createdAt: firstOf(time('created'), within('_read_only', time('created'))),
    fromName: text('from_name'),
    fromNumber: firstOf(text('from_number'), text('from')),
    toName: text('to_name'),
    toNumber: firstOf(text('to_number'), text('to')),
    faxboxId: text('faxbox_id'),
    ownerId: text('owner_id'),
    attempts: whole('attempts'),
    retries: whole('retries'),
    success: firstOf(within('tx_result', flag('success')), within('rx_result', flag('success'))),
    errorMessage: within('tx_result', text('error_message')),
    pagesSent: within('tx_result', whole('pages_sent')),
    timeElapsedSeconds: within('tx_result', whole('time_elapsed')),
  } satisfies EventFields;
}

/** The faxes of one folder of an account. */
export function faxesIn(folder: FaxFolder): Collection<KeyedRow<ReturnType<typeof faxFields>, 'id'>> {
  return collection({
    path: `faxes/${folder.toLowerCase()}`,
    type: 'Fax',
    fields: faxFields(folder),
    owners: ['ownerId'],
    key: 'id',
    isPaged: true,
  });
}

export type Fax = Found<NonNullable<ReturnType<ReturnType<typeof faxesIn>['read']>>>;
