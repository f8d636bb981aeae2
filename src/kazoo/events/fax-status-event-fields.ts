import { faxDirectionWords } from '../event-words.ts';
import { type EventFields, named, text, whole } from './event-field.ts';
import { eventHeaderFields } from './event-header-fields.ts';
import { faxInfoFields } from './fax-info-fields.ts';

/** The fields of a fax job's progress (events.md section 8). */
export const faxStatusEventFields = {
  ...eventHeaderFields,
  ...faxInfoFields,
  faxId: text('job_id'),
  jobId: text('job_id'),
  faxState: text('fax_state'),
  status: text('status'),
  faxDirection: named(text('direction'), faxDirectionWords),
  direction: text('direction'),
  page: whole('page'),
  faxboxId: text('faxbox_id'),
  callerIdName: text('caller_id_name'),
  callerIdNumber: text('caller_id_number'),
  calleeIdName: text('callee_id_name'),
  calleeIdNumber: text('callee_id_number'),
  cloudJobId: text('cloud_job_id'),
  cloudPrinterId: text('cloud_printer_id'),
} satisfies EventFields;
