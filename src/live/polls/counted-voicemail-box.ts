import type { Found } from '../../kazoo/collections/collection-reader.ts';
import type { VoicemailBox } from '../../kazoo/collections/voicemail-boxes.ts';

/** A box whose messages were counted, so that nobody needs to ask Kazoo. */
export interface CountedVoicemailBox extends VoicemailBox {
  readonly isCounted: true;
}

/** Whether it is a row of the live list, rather than one of a query. */
export function isCounted(box: VoicemailBox): box is CountedVoicemailBox {
  return 'isCounted' in box;
}

/** Whether Kazoo's list does not say how many of the messages are new. */
export function needsCount({ messages, messagesNew }: VoicemailBox): boolean {
  return messagesNew === null && messages !== 0;
}

/**
 * Counts the messages of boxes where Kazoo's list does not.
 *
 * @param unheard the new messages of all boxes
 * @param maxMessages with more than these the list is not known to be complete, and nothing counted
 */
export function countedBoxes(
  boxes: readonly VoicemailBox[],
  unheard: readonly Found<{ readonly boxId: string; readonly folder: string | null }>[],
  maxMessages: number,
): readonly CountedVoicemailBox[] {
  const counts = new Map<string, number>();
  // An operator may hide the folder; only new ones were asked for.
  for (const { boxId, folder } of unheard)
    if ((folder ?? 'new') === 'new') counts.set(boxId, (counts.get(boxId) ?? 0) + 1);
  const isComplete = unheard.length <= maxMessages;
  return boxes.map((box) => {
    const counted = isComplete ? (counts.get(box.id) ?? 0) : null;
    const messagesNew = needsCount(box) ? counted : (box.messagesNew ?? 0);
    const rest = messagesNew === null || box.messages === null ? null : Math.max(0, box.messages - messagesNew);
    return { ...box, messagesNew, messagesSaved: box.messagesSaved ?? rest, isCounted: true };
  });
}
