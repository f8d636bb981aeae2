import type { JsonObject } from '../../json.ts';
import type { KazooBehaviour } from '../../kazoo-version.ts';
import { callEvents, documentActions, documentTypes } from './client-binding.ts';

/**
 * The `data` of `GET /v2/websockets`; presence lacks the prefix that subscribe needs (rest.md
 * section 15).
 */
export function websocketBindings(behaviour: KazooBehaviour): JsonObject {
  const conferenceWords = behaviour.conferenceWords === 'event name' ? '{CALL_ID}.{EVENT}' : '{CALL_ID}';
  const bindings = {
    call: callEvents.map((event) => `call.${event}.{CALL_ID}`),
    conference: ['conference.command.{CONFERENCE_ID}', `conference.event.{CONFERENCE_ID}.${conferenceWords}`],
    fax: ['fax.status.{FAX_ID}', 'fax.object.{ACTION}'],
    object: documentActions.flatMap((action) => documentTypes.map((type) => `object.${action}.${type}`)),
  };
  if (!behaviour.hasPresence) return bindings;
  return { ...bindings, presence: ['dialog.{CALL_ID}', 'mwi_updates.{USER}', 'update.{CALL_ID}'] };
}
