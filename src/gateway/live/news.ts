import type { Config } from '../../config/config.ts';
import type { FleetUpstreams } from '../../fleet/fleet-upstreams.ts';
import { madeBinding } from '../../fleet/made-binding.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { callEventBindings, documentBindings, type EventBindings } from '../../kazoo/blackhole/event-bindings.ts';
import { documentTypeWords } from '../../kazoo/event-words.ts';
import type { MissedCall } from '../../live/news/missed/missed-call.ts';
import { MissedCalls } from '../../live/news/missed/missed-calls.ts';
import { NewsFeeds, type NewsUpstreams } from '../../live/news/news-feeds.ts';
import type { NewsTopics } from '../../live/news/news-topics.ts';
import { MessageReader } from '../../live/news/voicemail/message-reader.ts';
import { NewVoicemail } from '../../live/news/voicemail/new-voicemail.ts';
import type { VoicemailMessage } from '../../live/news/voicemail/voicemail-message.ts';
import type { Log } from '../../telemetry/log.ts';
import { LogThrottle } from '../../telemetry/log-throttle.ts';
import type { Live } from './live.ts';

/** What the gateway finds out from events; topics end the feeds, which need no closing. */
export interface AllNews {
  readonly missedCalls: NewsTopics;
  readonly voicemailMessages: NewsTopics;
}

export interface NewsOptions {
  readonly config: Config;
  readonly live: Pick<Live, 'budget' | 'lists'>;
  /** The gateway's own connections to Kazoo. */
  readonly sources: NewsUpstreams;
  /** Shares what its owner finds out of an account. Default: everybody finds it out alone. */
  readonly fleet: FleetUpstreams | undefined;
  readonly log: Pick<Log, 'warn'>;
}

/** All that is read for all clients takes one turn among them. */
const readingTurn = 'news';
/** The topics linger where clients leave them, not once more where they are made. */
const madeLingerMs = 1_000;
const failureQuietMs = 60_000;
const maxLoggedAccounts = 1_000;

export function createNews({ config, live, sources, fleet, log }: NewsOptions): AllNews {
  const lingerMs = fleet === undefined ? config.lingerMs : madeLingerMs;
  const common = { upstreams: sources, lingerMs, budget: live.budget };
  const reader = new MessageReader(live.lists, readingTurn);
  const failures = new LogThrottle({ quietMs: failureQuietMs, maxKeys: maxLoggedAccounts });
  const voicemailMessages = new NewsFeeds<VoicemailMessage>({
    ...common,
    // What is filed after the document was made is a change of it.
    binding: onlyBinding(documentBindings(undefined, documentTypeWords.wordOf('MAILBOX_MESSAGE'))),
    name: 'voicemail_message',
    makeMaker: (accountId, teller) =>
      new NewVoicemail({
        accountId,
        teller,
        reader,
        onFailed: (error) =>
          failures.log(accountId, () =>
            log.warn({ accountId, err: error }, 'Kazoo did not tell of a voicemail message; asking again'),
          ),
      }),
  });
  const missedCalls = new NewsFeeds<MissedCall>({
    ...common,
    binding: onlyBinding(callEventBindings(undefined, undefined)),
    name: 'missed_call',
    makeMaker: (accountId, teller, client) =>
      new MissedCalls({
        accountId,
        teller,
        voicemail: {
          listen: (listener) => voicemailMessages.listen(accountId, voicemailMessages.binding, listener, client),
          isHolding: () => voicemailMessages.isHolding(accountId),
        },
        backoff: { baseMs: config.reconnectBaseMs, maxMs: config.reconnectMaxMs },
        onVoicemailFailed: (error) =>
          failures.log(`${accountId} voicemail`, () =>
            log.warn({ accountId, err: error }, 'Voicemail cannot be followed for missed calls; trying again'),
          ),
        maxCalls: config.maxLiveRows,
      }),
  });
  if (fleet === undefined) return { missedCalls, voicemailMessages };
  return {
    missedCalls: shared(fleet, 'missed_calls', missedCalls),
    voicemailMessages: shared(fleet, 'voicemail_messages', voicemailMessages),
  };
}

/** Makes news for the fleet where this instance owns an account, and takes it from there. */
function shared<Content>(fleet: FleetUpstreams, name: string, feeds: NewsFeeds<Content>): NewsTopics {
  const binding = madeBinding(name);
  fleet.made.provide(binding, {
    make: (accountId, listener, client) => feeds.listen(accountId, feeds.binding, listener, client),
    unfinished: (accountId) => feeds.unfinished(accountId),
    follows: (accountId, id) => feeds.follows(accountId, id),
  });
  return {
    binding,
    source: feeds.source,
    listen: (...listening) => fleet.listen(...listening),
    checkCursor: (cursor) => fleet.checkCursor(cursor),
    reach: (cursor, accountId) => fleet.reach(cursor, accountId),
    areReturning: (accountIds) => fleet.areReturning(accountIds),
    since: (cursor, accountId, bindings) => fleet.since(cursor, accountId, bindings),
    rememberedLoss: (cursor, accountId) => fleet.rememberedLoss(cursor, accountId),
  };
}

function onlyBinding({ bindings: [binding] }: EventBindings): Binding {
  if (binding === undefined) throw new TypeError('There is no binding for this news.');
  return binding;
}
