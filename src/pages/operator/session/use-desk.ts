import { useEffect, useState } from 'react';
import type { OperatorQuestion } from '../../../operator/operator-view.ts';
import { ask } from './ask.ts';
import { type DeskView, emptyView, withChanges } from './desk-view.ts';
import { eventMessages } from './event-messages.ts';

/** Whether what is shown is the present. */
export type Link = 'connecting' | 'live' | 'lost';

export interface DeskState {
  readonly link: Link;
  readonly view: DeskView;
}

const [firstPauseMs, longestPauseMs] = [500, 8_000];
/** The gateway tells something once a second. */
const silentMs = 6_000;
const [unauthorized, tooManyRequests] = [401, 429];

/**
 * Follows what the gateway tells of the question. Comes back by itself; what was shown stays until
 * then.
 *
 * @param onRefused called when the token is not taken, with a sentence
 */
export function useDesk(token: string, question: OperatorQuestion, onRefused: (why: string) => void): DeskState {
  const [state, setState] = useState<DeskState>({ link: 'connecting', view: emptyView });
  const { search, accountId, binding } = question;

  useEffect(() => {
    const gone = new AbortController();
    void follow(token, { search, accountId, binding }, gone.signal, setState, onRefused);
    return () => gone.abort();
  }, [token, search, accountId, binding]);
  return state;
}

type Change = (change: (state: DeskState) => DeskState) => void;

async function follow(
  token: string,
  question: OperatorQuestion,
  gone: AbortSignal,
  change: Change,
  onRefused: (why: string) => void,
): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!gone.aborted) {
    const outcome = await followOnce(token, question, gone, change);
    if (gone.aborted) return;
    if (typeof outcome === 'object') {
      onRefused(outcome.refusal);
      return;
    }
    change((state) => ({ ...state, link: 'lost' }));
    pauseMs = outcome === 'ended' ? firstPauseMs : Math.min(2 * pauseMs, longestPauseMs);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Resolves when the stream has ended, with how. Does not reject. */
async function followOnce(
  token: string,
  question: OperatorQuestion,
  gone: AbortSignal,
  change: Change,
): Promise<'ended' | 'failed' | { readonly refusal: string }> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silentMs);
  try {
    const response = await ask('events', token, question, AbortSignal.any([gone, silence.signal]));
    if (response.status === unauthorized) return { refusal: 'The gateway does not take this token.' };
    if (response.status === tooManyRequests) return { refusal: await response.text() };
    if (!response.ok || response.body === null) return 'failed';
    let view = emptyView;
    for await (const message of eventMessages(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silentMs);
      if (message !== 'alive') view = withChanges(view, message);
      const latest = view;
      if (!gone.aborted) change(() => ({ link: 'live', view: latest }));
    }
    return 'ended';
  } catch {
    return 'failed'; // The gateway is away, or was silent for too long.
  } finally {
    clearTimeout(timer);
  }
}
