import { type EventFields, eachWithin, flag, text, whole } from './event-field.ts';

/** `fax_info`, flattened: numbers are text on 4.3 (events.md section 8). The database of the document is never forwarded. */
export const faxInfoFields = eachWithin('fax_info', {
  faxSuccess: flag('fax_success'),
  faxEcmUsed: flag('fax_ecm_used'),
  faxT38Used: flag('fax_t38_used'),
  faxResultText: text('fax_result_text'),
  faxResultCode: whole('fax_result_code'),
  faxTransferredPages: whole('fax_transferred_pages'),
  faxTotalPages: whole('fax_total_pages'),
  faxBadRows: whole('fax_bad_rows'),
  faxTransferRate: whole('fax_transfer_rate'),
  // Whatever the other machine calls itself, usually its number.
  faxLocalStationId: text('fax_local_station_id'),
  faxRemoteStationId: text('fax_remote_station_id'),
  faxImageResolution: text('fax_image_resolution'),
  faxImageSize: whole('fax_image_size'),
  faxEncoding: whole('fax_encoding'),
  faxEncodingName: text('fax_encoding_name'),
  faxDocId: text('fax_doc_id'),
} satisfies EventFields);
