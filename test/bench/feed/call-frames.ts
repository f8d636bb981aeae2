import { readFileSync } from 'node:fs';

const fixture = new URL('../../fixtures/kazoo/call.channel_create.5x.json', import.meta.url);
const callIdPlaceholder = '{call id}';
const messageIdPlaceholder = '{message id}';
const sentAtPlaceholder = '{sent at}';
const sequenceDigits = 12;

/** Makes the frames of one binding: a recorded event, each time of another call of the account. */
export class CallFrames {
  readonly #parts: readonly [string, string, string, string];

  constructor(subscribedKey: string, accountId: string) {
    const recorded = readFileSync(fixture, 'utf8');
    const recordedAccountId: string = JSON.parse(recorded).data.custom_channel_vars.account_id;
    // An event that names another account would be dropped.
    const { data, ...frame } = JSON.parse(recorded.replaceAll(recordedAccountId, accountId));
    const text = JSON.stringify({
      ...frame,
      subscribed_key: subscribedKey,
      data: { ...data, msg_id: messageIdPlaceholder, call_id: callIdPlaceholder, user_agent: sentAtPlaceholder },
    });
    const [start = '', afterMessageId = ''] = text.split(messageIdPlaceholder);
    const [middle = '', afterCallId = ''] = afterMessageId.split(callIdPlaceholder);
    const [late = '', end = ''] = afterCallId.split(sentAtPlaceholder);
    this.#parts = [start, middle, late, end];
  }

  /** All frames have one length. `user_agent` says when it was made, in UNIX milliseconds. */
  frame(sequence: number): string {
    const [start, middle, late, end] = this.#parts;
    const digits = String(sequence).padStart(sequenceDigits, '0');
    return `${start}${digits}${middle}c1b7a2d4-5e6f-4a7b-8c9d-${digits}${late}${Date.now()}${end}`;
  }
}
