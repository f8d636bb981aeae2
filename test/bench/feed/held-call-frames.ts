import { readFileSync } from 'node:fs';

const fixture = new URL('../../fixtures/kazoo/call.channel_create.5x.json', import.meta.url);
const idDigits = 8;
const sequenceDigits = 12;

/** What a board shows: calls that are up, of which one after the other is held, and not held. */
export class HeldCallFrames {
  readonly #text: string;
  readonly #calls: number;
  readonly #recorded: { readonly callId: string; readonly interactionId: string; readonly otherLegCallId: string };

  constructor(subscribedKey: string, accountId: string, calls: number) {
    this.#calls = calls;
    const recorded = readFileSync(fixture, 'utf8');
    const { data } = JSON.parse(recorded);
    const vars = data.custom_channel_vars;
    this.#recorded = {
      callId: data.call_id,
      interactionId: vars.call_interaction_id,
      otherLegCallId: data.other_leg_call_id,
    };
    const frame = JSON.parse(recorded.replaceAll(vars.account_id, accountId));
    this.#text = JSON.stringify({ ...frame, subscribed_key: subscribedKey });
  }

  /** The first event of each call answers it; each event after that changes it. */
  frame(sequence: number): string {
    const call = (sequence - 1) % this.#calls;
    const turn = Math.floor((sequence - 1) / this.#calls);
    const name = turn === 0 ? 'CHANNEL_ANSWER' : turn % 2 === 1 ? 'CHANNEL_HOLD' : 'CHANNEL_UNHOLD';
    const { callId, interactionId, otherLegCallId } = this.#recorded;
    const id = call.toString(16).padStart(idDigits, '0');
    return this.#text
      .replaceAll('CHANNEL_CREATE', name)
      .replaceAll(callId, id + callId.slice(idDigits))
      .replaceAll(interactionId, interactionId.slice(0, -idDigits) + id)
      .replaceAll(otherLegCallId, id + otherLegCallId.slice(idDigits))
      .replace(/"msg_id":"\d+"/, `"msg_id":"${String(sequence).padStart(sequenceDigits, '0')}"`);
  }
}
