/** Kazoo's names of what happens in conferences (events.md section 6). */
const conferenceEventNames: ReadonlySet<string> = new Set([
  'add-member',
  'conference-create',
  'conference-destroy',
  'deaf-member',
  'del-member',
  'lock',
  'mute-member',
  'start-talking',
  'stop-talking',
  'undeaf-member',
  'unlock',
  'unmute-member',
]);

export function isConferenceEventName(word: string): boolean {
  return conferenceEventNames.has(word);
}
