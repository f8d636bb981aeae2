import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { kazoo5Text } from '../../kazoo/blackhole/kazoo-5-binding.ts';
import { routingMatcher } from '../../kazoo/blackhole/routing.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { AccountView } from '../../upstream/account-view.ts';
import type { UpstreamStatus } from '../../upstream/upstream-status.ts';
import { type Finding, finding } from './diagnosis-line.ts';

const microsecondsPerMs = 1000;
/** The most events of the binding that are counted. */
const countedEvents = 100;
/** The most events of the account that are looked through for those of the binding. */
const maxLookedAt = 1000;

/** The latest events of an account, and those of them that belong to a binding. */
export interface LatestEvents {
  readonly ofAccount: readonly KazooEvent[];
  readonly ofBinding: readonly KazooEvent[];
}

/**
 * Takes the events to look at, latest first: no more than a thousand, and a hundred of the binding.
 */
export function latestEvents(latest: AccountView['latest'], binding: Binding): LatestEvents {
  const matches = routingMatcher(binding);
  const ofAccount: KazooEvent[] = [];
  const ofBinding: KazooEvent[] = [];
  for (const event of latest) {
    if (ofAccount.length === maxLookedAt || ofBinding.length === countedEvents) break;
    ofAccount.push(event);
    if (event.binding === binding.text || matches(event.routing, event.family)) ofBinding.push(event);
  }
  return { ofAccount, ofBinding };
}

const conferenceEvents = 'conference.event.';

/**
 * Whether one of the bindings that Kazoo offers, such as `call.CHANNEL_CREATE.{CALL_ID}`, means
 * this one.
 */
export function bindingFinding({ text }: Binding, offered: readonly string[]): Finding {
  const words = text.split('.');
  const isOffered = offered.some(
    (pattern) =>
      // Kazoo 5 as it ships has the event before the conference; each version is asked in its own form.
      (text.startsWith(conferenceEvents) && pattern.startsWith(conferenceEvents)) ||
      pattern.split('.').every((word, index) => {
        const own = words[index];
        return word.startsWith('{') || own === undefined || own === '*' || own === word;
      }),
  );
  if (isOffered) return finding('OK', 'OFFERED', 'Kazoo lists the binding among those that it offers.');
  return finding(
    'ATTENTION',
    'NOT_OFFERED',
    'Kazoo does not list such a binding. Its version may not have it, or its module is not configured: see `bindings`.',
  );
}

export function socketFinding({ state, since, reason }: UpstreamStatus, kazooVersion: string | undefined): Finding {
  const version = kazooVersion === undefined ? '' : ` Its version is ${kazooVersion}.`;
  if (state === 'LIVE') return finding('OK', state, `The gateway is connected to Kazoo.${version}`, since);
  if (state === 'IDLE')
    return finding('ATTENTION', state, 'Nobody follows the account through this gateway, so it is not connected.');
  return finding('FAILED', state, `The gateway is not connected to Kazoo. ${reason ?? ''}`.trim(), since);
}

export function topicFinding(topic: AccountView['topic']): Finding {
  if (topic === undefined)
    return finding(
      'ATTENTION',
      'NOT_FOLLOWED',
      'Nobody follows this binding through this gateway now. Subscribe, and ask while the subscription runs.',
    );
  const { completeSince, openGap } = topic;
  const since = completeSince === undefined ? null : new Date(completeSince / microsecondsPerMs);
  if (!topic.isComplete)
    return finding('FAILED', 'WAITING', 'Kazoo has not confirmed the binding yet, or its socket was lost.');
  if (openGap !== undefined)
    return finding(
      'ATTENTION',
      'INCOMPLETE',
      'Events come, but some may be missing until Kazoo confirms the binding again.',
    );
  return finding('OK', 'DELIVERING', 'Kazoo has confirmed the binding, and all of its events come.', since);
}

/** @param isWhole false where the client may not see the other events of the account */
export function lastEventFinding({ ofAccount, ofBinding }: LatestEvents, isWhole: boolean): Finding {
  const [own] = ofBinding;
  if (own !== undefined)
    return finding('OK', 'RECEIVED', `The last event of the binding was ${own.name}.`, own.receivedAt);
  const [other] = isWhole ? ofAccount : [];
  if (other !== undefined)
    return finding(
      'ATTENTION',
      'OTHERS_RECEIVED',
      `No event of the binding is remembered, but others of the account are; the last was ${other.name}.`,
      other.receivedAt,
    );
  return finding(
    'ATTENTION',
    'NOTHING_RECEIVED',
    'No event is remembered: none has happened since somebody began to listen, or it was long ago.',
  );
}

export function kazooSocketsFinding(binding: Binding, sockets: readonly { bindings: readonly string[] | null }[]) {
  const spellings = [binding.text, binding.subscribedKey, kazoo5Text(binding)];
  if (sockets.some(({ bindings }) => bindings?.some((text) => spellings.includes(text)) === true))
    return finding('OK', 'LISTED', 'Kazoo lists a socket of the account that has the binding.');
  if (sockets.length > 0)
    return finding('ATTENTION', 'OTHERS_LISTED', 'Kazoo lists sockets of the account, but none has the binding.');
  return finding(
    'ATTENTION',
    'NOT_LISTED',
    'Kazoo lists no socket of the account: the one that brings its events may be that of a reseller.',
  );
}

/** @param isOwn undefined where the user may see the events of all */
export function restrictionFinding(
  { ofBinding }: LatestEvents,
  isOwn: ((event: KazooEvent) => boolean) | undefined,
): Finding {
  if (isOwn === undefined)
    return finding('OK', 'UNRESTRICTED', "The user may see all events. A subscription's own filter is not known here.");
  const kept = ofBinding.filter((event) => !isOwn(event)).length;
  const message = `The user sees only what is theirs: ${kept} of the last ${ofBinding.length} events were not.`;
  return finding(kept > 0 ? 'ATTENTION' : 'OK', 'RESTRICTED', message);
}

/** A smaller difference may be the time that an answer of Kazoo took. */
const toleratedDifferenceMs = 5_000;

/** @param aheadMs how far Kazoo's clock is ahead of the gateway's */
export function clockFinding(aheadMs: number): Finding {
  if (Math.abs(aheadMs) <= toleratedDifferenceMs)
    return finding('OK', 'IN_STEP', 'The clocks of Kazoo and of the gateway agree.');
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const direction = aheadMs > 0 ? 'ahead of' : 'behind';
  return finding('ATTENTION', 'APART', `Kazoo's clock is ${seconds} s ${direction} the gateway's.`);
}

const gapWords: Readonly<Record<string, string>> = {
  UPSTREAM_DISCONNECTED: 'The connection to Kazoo was lost, or the realm of the account has changed',
  UPSTREAM_OVERFLOW: 'Kazoo dropped events under load, or may have',
  MONTH_TURNED: 'A month has begun where Kazoo runs',
  OWNER_LOST: 'Another instance of the gateway was lost',
};

export function changesFinding({ gap }: Pick<UpstreamStatus, 'gap'>): Finding {
  if (gap === null) return finding('OK', 'UNCHANGED', 'Nothing was lost, and neither month nor realm has changed.');
  const { reason, from, to } = gap;
  return finding('ATTENTION', reason, `${gapWords[reason] ?? reason}, from ${from.toISOString()} on.`, to);
}
