import { type EventFields, eachWithin, flag, text, whole } from './event-field.ts';

/** The fields of `fax_info`, flattened. Kazoo 4.3 writes numbers as text (events.md section 8). */
export const faxInfoFields = eachWithin('fax_info', {
  faxSuccess: flag('fax_success'),
  faxEcmUsed: flag('fax_ecm_used'),
  faxT38Used: flag('fax_t38_used'),
  faxResultText: text('fax_result_text'),
  faxResultCode: whole('fax_result_code'),
  faxTransferredPages: whole('fax_transferred_pages'),
  faxTotalPages: whole('fax_total_pages'),
  faxBadRows: whole('fax_bad_rows'),
  faxTransferRateBitsPerSecond: whole('fax_transfer_rate'),
  faxTransferRate: whole('fax_transfer_rate'),
  // The name that a fax machine gives itself, usually its number.
  faxLocalStationId: text('fax_local_station_id'),
  faxRemoteStationId: text('fax_remote_station_id'),
  faxImageResolution: text('fax_image_resolution'),
  faxImageSizeBytes: whole('fax_image_size'),
  faxImageSize: whole('fax_image_size'),
  faxEncoding: whole('fax_encoding'),
  faxEncodingName: text('fax_encoding_name'),
  faxDocId: text('fax_doc_id'),
} satisfies EventFields);
