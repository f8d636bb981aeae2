import { documentTypeWords } from '../event-words.ts';
import { type EventData, type EventField, type EventFields, flag, named, text, time } from './event-field.ts';
import { eventHeaderFields } from './event-header-fields.ts';

/**
 * The fields of a document's change (events.md section 9). Kazoo does not send the document itself.
 */
export const documentEventFields = {
  ...eventHeaderFields,
  documentId: text('id'),
  documentType: named(text('type'), documentTypeWords),
  type: text('type'),
  rev: text('rev'),
  isSoftDeleted: flag('is_soft_deleted'),
  dateCreated: documentDate(Math.min, time('date_modified')),
  dateModified: documentDate(Math.max, time('date_created')),
  originCache: text('origin_cache'),
} satisfies EventFields;

/**
 * Kazoo swaps the two dates (events.md section 9), and later versions may not. Of two dates, the
 * earlier is therefore the creation. A date that comes alone counts as swapped.
 */
function documentDate(pick: (...times: number[]) => number, alone: EventField<Date>): EventField<Date> {
  const dates = [time('date_created'), time('date_modified')];
  return (data: EventData) => {
    const known = dates.map((date) => date(data)).filter((date) => date instanceof Date);
    return known.length === dates.length ? new Date(pick(...known.map((date) => date.getTime()))) : alone(data);
  };
}

/**
 * Whether an event of `object.*.*` is about a document, and not about a whole database, as
 * `db_created` is (events.md section 9).
 */
export function isDocumentChange(eventName: string): boolean {
  return eventName.startsWith('doc_');
}
