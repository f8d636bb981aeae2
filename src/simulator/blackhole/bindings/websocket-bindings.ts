import type { JsonObject } from '../../json.ts';
import type { KazooBehaviour } from '../../kazoo-version.ts';
import { callEvents, documentActions, documentTypes } from './client-binding.ts';
import { conferenceEvents, streamEvents } from './kazoo-5-binding.ts';

const fax = ['fax.status.{FAX_ID}', 'fax.object.{ACTION}'];
const object = documentActions.flatMap((action) => documentTypes.map((type) => `object.${action}.${type}`));
const presence = ['dialog.{CALL_ID}', 'mwi_updates.{USER}', 'update.{CALL_ID}'];

/**
 * The `data` of `GET /v2/websockets`; presence lacks the prefix that subscribe needs (rest.md
 * section 15).
 */
export function websocketBindings(behaviour: KazooBehaviour): JsonObject {
  if (behaviour.speaksKazoo5) return kazoo5Bindings();
  const conferenceWords = behaviour.conferenceWords === 'event name' ? '{CALL_ID}.{EVENT}' : '{CALL_ID}';
  const bindings = {
    call: callEvents.map((event) => `call.${event}.{CALL_ID}`),
    conference: ['conference.command.{CONFERENCE_ID}', `conference.event.{CONFERENCE_ID}.${conferenceWords}`],
    fax,
    object,
  };
  return behaviour.hasPresence ? { ...bindings, presence } : bindings;
}

// Stored configuration: it does not follow what is loaded at the moment (kazoo-5.md section 1).
function kazoo5Bindings(): JsonObject {
  return {
    call: callEvents.map((event) => `call.${event}.{CALL_ID}`),
    conference: [
      'conference.command.{CONFERENCE_ID}',
      ...[...conferenceEvents, '*'].map((event) => `conference.event.${event}.{CONFERENCE_ID}.{CALL_ID}`),
    ],
    fax,
    object,
    presence,
    stream: ['*', ...streamEvents].map((event) => `stream.${event}.{CALL_ID}`),
  };
}
