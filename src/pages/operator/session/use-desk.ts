import { useEffect, useState } from 'react';
import type { OperatorQuestion } from '../../../operator/operator-view.ts';
import { ask } from './ask.ts';
import { type DeskView, emptyView, withChanges } from './desk-view.ts';
import { eventMessages } from './event-messages.ts';

/** Whether what is shown is the present. */
export type Link = 'connecting' | 'live' | 'lost';

export interface DeskState {
  readonly link: Link;
  /** Why the gateway lets nobody look right now, in its words; empty where it said nothing. */
  readonly why: string;
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
  const [state, setState] = useState<DeskState>({ link: 'connecting', why: '', view: emptyView });
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
    if (outcome.name === 'refused') {
      onRefused('The gateway does not take this token.');
      return;
    }
    change((state) => ({ ...state, link: 'lost', why: outcome.name === 'later' ? outcome.why : '' }));
    pauseMs = outcome.name === 'ended' ? firstPauseMs : Math.min(2 * pauseMs, longestPauseMs);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

type Outcome =
  | { readonly name: 'ended' | 'failed' | 'refused' }
  /** Of others there are too many: it passes, and is no word on the token. */
  | { readonly name: 'later'; readonly why: string };

/** Resolves when the stream has ended, with how. Does not reject. */
async function followOnce(
  token: string,
  question: OperatorQuestion,
  gone: AbortSignal,
  change: Change,
): Promise<Outcome> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silentMs);
  try {
    const response = await ask('events', token, question, AbortSignal.any([gone, silence.signal]));
    if (response.status === unauthorized) return { name: 'refused' };
    if (response.status === tooManyRequests) return { name: 'later', why: await response.text() };
    if (!response.ok || response.body === null) return { name: 'failed' };
    let view = emptyView;
    for await (const message of eventMessages(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silentMs);
      if (message !== 'alive') view = withChanges(view, message);
      const latest = view;
      if (!gone.aborted) change(() => ({ link: 'live', why: '', view: latest }));
    }
    return { name: 'ended' };
  } catch {
    return { name: 'failed' }; // The gateway is away, or was silent for too long.
  } finally {
    clearTimeout(timer);
  }
}
