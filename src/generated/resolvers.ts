// Generated from schema.graphql by `npm run codegen`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AccountSource } from '../graphql/account-resolvers.ts';
import type { AuthSession as AuthSessionSource } from '../kazoo/requests/auth-session.ts';
import type { TokenClaims } from '../kazoo/token-claims.ts';
import type { Channel as ChannelSource } from '../kazoo/collections/channels.ts';
import type { Conference as ConferenceSource, ConferenceParticipant as ConferenceParticipantSource } from '../kazoo/collections/conference-rooms.ts';
import type { ParkedCall as ParkedCallSource } from '../kazoo/collections/parked-calls.ts';
import type { Registration as RegistrationSource } from '../kazoo/collections/registrations.ts';
import type { QueueCall as QueueCallSource } from '../kazoo/collections/queues/queue-calls.ts';
import type { Fax as FaxSource } from '../kazoo/collections/faxes.ts';
import type { Queue as QueueSource } from '../kazoo/collections/queues/queues.ts';
import type { User as UserSource } from '../kazoo/collections/users.ts';
import type { Device as DeviceSource } from '../kazoo/collections/devices.ts';
import type { VoicemailBox as VoicemailBoxSource } from '../kazoo/collections/voicemail-boxes.ts';
import type { Call as CallSource, CallLeg as CallLegSource } from '../live/calls/call.ts';
import type { CallsUpdateSource, PeopleUpdateSource, ConferencesUpdateSource, AccountBoardUpdateSource, RemovedCallSource } from '../graphql/live-resolvers.ts';
import type { Person as PersonSource } from '../live/people/person.ts';
import type { AccountBoard as AccountBoardSource } from '../live/boards/account-board.ts';
import type { RegistrationsUpdateSource, QueuesUpdateSource, QueueBoardUpdateSource, ParkedCallsUpdateSource, VoicemailBoxesUpdateSource, DevicesUpdateSource } from '../graphql/polls/polled-resolvers.ts';
import type { QueueBoard as QueueBoardSource } from '../live/polls/queue-board.ts';
import type { RemovedRow as RemovedRowSource } from '../live/live-rows.ts';
import type { MissedCallSource, VoicemailMessageSource } from '../graphql/news/news-resolvers.ts';
import type { AccountGap } from '../upstream/history/gap.ts';
import type { Descendant } from '../kazoo/collections/descendants.ts';
import type { UpstreamSocket as UpstreamSocketSource } from '../kazoo/collections/upstream-sockets.ts';
import type { DeliveredEvent } from '../graphql/subscriptions/event-stream.ts';
import type { Diagnosis as DiagnosisSource } from '../graphql/diagnosis/diagnosis-resolvers.ts';
import type { DiagnosisLine as DiagnosisLineSource } from '../graphql/diagnosis/diagnosis-line.ts';
import type { DeliveredStatus } from '../graphql/subscriptions/status-source.ts';
import type { OperationContext } from '../graphql/operation-context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time, always as `YYYY-MM-DDTHH:mm:ss.sssZ` (UTC), whatever Kazoo counted it in. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value. Where it carries Kazoo's data its keys are Kazoo's own, in snake_case. */
  JSON: { input: unknown; output: unknown; }
  /**
   * Where the next page of a list begins: a string, opaque, and good for that list only. The `after` of a subscription is another kind, the `cursor`
   * of an event, a snapshot or a ping; each is refused with `BAD_USER_INPUT` where the other belongs.
   */
  PageCursor: { input: string; output: string; }
};

/**
 * A Kazoo account, the unit that calls, users and events belong to. In a list, only `id`, `name` and `realm` come with it; any other field costs
 * one request for each account.
 */
export type Account = {
  __typename?: 'Account';
  /** When the account was made. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** False while the account is switched off. */
  enabled?: Maybe<Scalars['Boolean']['output']>;
  /** 32 hexadecimal characters. */
  id: Scalars['ID']['output'];
  /** Whether this account sells accounts of its own. */
  isReseller?: Maybe<Scalars['Boolean']['output']>;
  /** The default language, for instance `en-us`. */
  language?: Maybe<Scalars['String']['output']>;
  /** The account's name, for people. */
  name?: Maybe<Scalars['String']['output']>;
  /** The SIP realm. */
  realm?: Maybe<Scalars['String']['output']>;
  /** The account that this account was sold by. */
  resellerId?: Maybe<Scalars['ID']['output']>;
  /** Whether its administrators may act on every account of the system. */
  superduperAdmin?: Maybe<Scalars['Boolean']['output']>;
  /** The time zone, for instance `Europe/Berlin`. */
  timezone?: Maybe<Scalars['String']['output']>;
};

/** The calls of an account in numbers; of a user who is not an administrator, their own. Times are moments, so that nothing in it grows old. */
export type AccountBoard = {
  __typename?: 'AccountBoard';
  /** The account whose calls are counted. */
  accountId: Scalars['ID']['output'];
  /** How many calls from outside a person or a conference has answered since `countedSince`, each once. A menu, a mailbox or a queue does not count. */
  answeredToday: Scalars['Int']['output'];
  /**
   * Since when `answeredToday` and `missedToday` count: midnight in `timezone`, or later, when the first client began to look at the board. It goes
   * back to zero when nobody has looked for a while.
   */
  countedSince: Scalars['DateTime']['output'];
  /** False when events may have been missed since `countedSince`: then calls may lack in `answeredToday` and `missedToday`. */
  countsComplete: Scalars['Boolean']['output'];
  /** How many calls are on hold. */
  held: Scalars['Int']['output'];
  /** Names the board of the account, for caches. */
  id: Scalars['ID']['output'];
  /** Since when the call rings that has rung longest; null when none does. */
  longestRingSince?: Maybe<Scalars['DateTime']['output']>;
  /**
   * How many calls from outside are over since `countedSince` that nobody has answered: those who left a message, too. They are those that `missedCalls`
   * tells with `filter: { directions: [INBOUND] }`: neither faxes nor, as in `answeredToday`, calls between the account's phones. Of a user, those
   * that rang for them and that nobody has answered.
   */
  missedToday: Scalars['Int']['output'];
  /** How many calls are parked. */
  parked: Scalars['Int']['output'];
  /** How many calls nobody has answered yet, whichever way they go. */
  ringing: Scalars['Int']['output'];
  /** How many calls are answered, also by a menu, a mailbox or a queue, and neither held nor parked. */
  talking: Scalars['Int']['output'];
  /**
   * The time zone in which a day ends: the account's. While the gateway does not know it, as in boards of accounts below another one, that of
   * the account above; or `UTC` where it knows neither.
   */
  timezone: Scalars['String']['output'];
};

/** How the calls of an account are doing at one moment. */
export type AccountBoardSnapshot = ResumableSnapshot & Snapshot & {
  __typename?: 'AccountBoardSnapshot';
  /**
   * The accounts of `scope: DESCENDANTS` that are not in it: the gateway is still opening them, which it goes on with for a while, or Kazoo refuses them
   * for now. Ask once more, or subscribe, which brings them as they come. Empty otherwise.
   */
  absentAccountIds: Array<Scalars['ID']['output']>;
  /** Where the picture stands in the stream of events: `callEvents` goes on from here with it as `after`. */
  cursor: Scalars['String']['output'];
  /**
   * What may have been missed, and nothing has made up for yet: within it calls may have come, changed or ended that are not counted. Ask once more, or subscribe,
   * which brings what makes up for it. Null when the counts are right.
   */
  gap?: Maybe<Gap>;
  /** The row of the account; of `scope: DESCENDANTS` that of each account. */
  nodes: Array<AccountBoard>;
  /** When the counts were so, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the board of an account tells: first the counts, then the counts that changed. */
export type AccountBoardUpdate = {
  __typename?: 'AccountBoardUpdate';
  /**
   * The accounts of `scope: DESCENDANTS` that are not in it: the gateway is still opening them, or Kazoo refuses them for now. They come by themselves.
   * Empty otherwise.
   */
  absentAccountIds: Array<Scalars['ID']['output']>;
  /** The row of the account; of `scope: DESCENDANTS` that of each account, or in `CHANGES` those that changed. */
  accountBoard: Array<AccountBoard>;
  /** Where this stands in the stream of events: `callEvents` goes on from here with it as `after`. The board itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /**
   * What may have been missed before; the `SNAPSHOT` that carries it, of `scope: DESCENDANTS` the `CHANGES`, has the calls that are up, but not
   * what ended unseen. Null when nothing was.
   */
  gap?: Maybe<Gap>;
  /** Whether `accountBoard` is everything, or what changed. */
  kind: LiveUpdateKind;
  /** Rows that are gone: of accounts that left, or cannot be followed for now. None of an account by itself. */
  removed: Array<RemovedRow>;
  /** When the counts were so, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/** Which accounts are meant. */
export type AccountScope =
  /** The account itself. */
  | 'ACCOUNT'
  /**
   * All accounts below it, at any depth, without itself. Accounts that are made later join by themselves within a minute or so, and those that
   * are deleted or moved away leave. One that Kazoo refuses, or that fails, keeps none of the others back: it is tried again. In `callEvents`,
   * accounts come with a gap; in lists their rows come as `CHANGES`. Lists of hundreds of accounts take time at first: two requests to Kazoo for
   * each account, minutes where Kazoo 4.3 allows ten a second. They begin after two seconds with what is known then; `absentAccountIds` names the
   * accounts that are not, and grows shorter as these come. All who ask share that. For whoever may see the account and is not restricted to what
   * is theirs, else `FORBIDDEN`. `TOO_MANY_SUBSCRIPTIONS` when there are more accounts than the operator lets one operation take.
   */
  | 'DESCENDANTS';

/** An app of Kazoo's user interface. */
export type App = {
  __typename?: 'App';
  /** The Kazoo API that the app talks to. */
  apiUrl?: Maybe<Scalars['String']['output']>;
  /** The app's id. */
  id: Scalars['ID']['output'];
  /** Its name for people, for instance `SmartPBX`. */
  label?: Maybe<Scalars['String']['output']>;
  /** Its technical name, for instance `voip`. */
  name?: Maybe<Scalars['String']['output']>;
};

/** A successful login. */
export type AuthSession = {
  __typename?: 'AuthSession';
  /** The account that the token acts for. */
  accountId: Scalars['ID']['output'];
  /** The account's name, for people. */
  accountName?: Maybe<Scalars['String']['output']>;
  /** The apps that Kazoo offers to the user. */
  apps: Array<App>;
  /** The token to send with everything after. It does not get longer by use: see `expiresAt`. */
  authToken: Scalars['String']['output'];
  /**
   * Whether `refreshToken` will renew this token. False where Kazoo refused that to another token of the same login method within the last
   * hour: log in again before `expiresAt` instead. Null where it is not known; then try.
   */
  canRefresh?: Maybe<Scalars['Boolean']['output']>;
  /** When the token ends; `refreshToken` before then. Null where Kazoo lets tokens live for ever. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** How long until then, whatever the client's own clock says: plan by this. Null as `expiresAt` is. */
  expiresInSeconds?: Maybe<Scalars['Int']['output']>;
  /** Whether this account sells accounts of its own. */
  isReseller: Scalars['Boolean']['output'];
  /** The user's language, for instance `en-us`. */
  language?: Maybe<Scalars['String']['output']>;
  /** The user that logged in; null for tokens of an API key. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** The account that this account was sold by. */
  resellerId?: Maybe<Scalars['ID']['output']>;
};

/**
 * A call that is up, as people speak of it: all its legs in one row. Times are moments, so that nothing in it grows old. Calls that were
 * connected once, such as by a transfer, stay one row until all their legs are over: Kazoo does not tell whether they have parted for good.
 */
export type Call = {
  __typename?: 'Call';
  /** The account that it is of. */
  accountId: Scalars['ID']['output'];
  /** When it was first answered, also by a menu, a mailbox or a queue; null while it is not, and where only Kazoo's list says that it was. */
  answeredAt?: Maybe<Scalars['DateTime']['output']>;
  /** The conference that it is in; null when it is in none. */
  conferenceId?: Maybe<Scalars['ID']['output']>;
  /** Which way it goes, as the account sees it. */
  direction: CallRoute;
  /** Who called. */
  from: CallParty;
  /** The same for the life of the row: Kazoo's interaction id, or else the id of its first leg. */
  id: Scalars['ID']['output'];
  /** Its legs that are up, without internal helper legs. Whoever may see only their own calls sees all legs of these, also those of others. */
  legs: Array<CallLeg>;
  /** The slot in which it is parked; null when it is not. */
  parkedSlot?: Maybe<Scalars['String']['output']>;
  /** The queue that it waits in, or came through; null when there is none. */
  queueId?: Maybe<Scalars['ID']['output']>;
  /** Whether Kazoo has begun to record it. */
  recording: Scalars['Boolean']['output'];
  /** Since when it is in its `state`. */
  since: Scalars['DateTime']['output'];
  /** When it began. */
  startedAt: Scalars['DateTime']['output'];
  /** What it is doing. */
  state: CallState;
  /** Who was called, or is in the call by now. */
  to: CallParty;
};

/** Which way a leg goes, as the switch sees it. */
export type CallDirection =
  /** An endpoint or carrier called the switch. */
  | 'INBOUND'
  /** The switch called an endpoint or carrier. */
  | 'OUTBOUND';

/**
 * One step in the life of a call's leg. All typed fields are null when Kazoo leaves them out: each event and version carries its own.
 *
 * They stand in groups: identity, from `id`; parties, from `callerIdName`; times, from `timestamp`; what happens, from `channelState`; SIP and the
 * switch, from `request`; billing, from `channelAuthorized`; fax, from `faxSuccess`. For most screens `name`, `callId`, `callInteractionId`, the parties
 * and the times are enough.
 */
export type CallEvent = Event & {
  __typename?: 'CallEvent';
  /** How the leg counts for the account, for instance `limits_disabled`, `per_minute`. An open set. */
  accountBilling?: Maybe<Scalars['String']['output']>;
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** The account's name. */
  accountName?: Maybe<Scalars['String']['output']>;
  /** The account's SIP realm. */
  accountRealm?: Maybe<Scalars['String']['output']>;
  /** How many of the account's trunks are in use, as Kazoo writes it. */
  accountTrunkUsage?: Maybe<Scalars['String']['output']>;
  /** Which application of Kazoo told it, for instance `ecallmgr` (Kazoo 4.3), `freeswitch` (Kazoo 5) or `callflow`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The Kazoo application that handles the call, for instance `callflow`. */
  applicationName?: Maybe<Scalars['String']['output']>;
  /** The document that let the call in, for instance a device. */
  authorizingId?: Maybe<Scalars['ID']['output']>;
  /** What that document is: `device`, `user`, `resource`, `conference` and others. An open set. */
  authorizingType?: Maybe<Scalars['String']['output']>;
  /** From answer to hang-up, in seconds, on CHANNEL_DESTROY; 0 when never answered. */
  billingSeconds?: Maybe<Scalars['Int']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** The leg bridged to, on CHANNEL_BRIDGE. Kazoo 5 only. */
  bridgeBUniqueId?: Maybe<Scalars['ID']['output']>;
  /** Why the bridged leg ended. Kazoo 5 only. */
  bridgeHangupCause?: Maybe<Scalars['String']['output']>;
  /** The same for legs bridged to each other; normally the first leg's `callId`. */
  bridgeId?: Maybe<Scalars['ID']['output']>;
  /** Which way the leg goes, as the switch sees it; null where Kazoo does not say, and for a word without a name here. */
  callDirection?: Maybe<CallDirection>;
  /** What happened, to decide by; null where `name` is a word without a name here. */
  callEventName?: Maybe<CallEventName>;
  /** Whether the leg is a forwarded call. */
  callForward?: Maybe<Scalars['Boolean']['output']>;
  /** The leg this is about. It may contain `@` and dots. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** The same for all legs that belong together, for instance `63877485845-1f4a9c02`. */
  callInteractionId?: Maybe<Scalars['ID']['output']>;
  /** The far end's name, when known. */
  calleeIdName?: Maybe<Scalars['String']['output']>;
  /** The far end's number, when known. */
  calleeIdNumber?: Maybe<Scalars['String']['output']>;
  /** The dialled number. Kazoo 5 only. */
  callerDestinationNumber?: Maybe<Scalars['String']['output']>;
  /** The caller's name as presented; null when the caller asked for privacy. */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /** The caller's number as presented; null when the caller asked for privacy. */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** Whether the caller asked to hide the name. */
  callerPrivacyName?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the caller asked to hide the number. */
  callerPrivacyNumber?: Maybe<Scalars['Boolean']['output']>;
  /** The callflow that routed the call. */
  callflowId?: Maybe<Scalars['ID']['output']>;
  /** Whether the leg was answered, in FreeSWITCH's word, for instance `ringing`. Kazoo 5. */
  channelAnswerState?: Maybe<Scalars['String']['output']>;
  /** Whether the call was authorized for billing. */
  channelAuthorized?: Maybe<Scalars['Boolean']['output']>;
  /** FreeSWITCH's call state, for instance `RINGING`, `ACTIVE`, `HELD`. */
  channelCallState?: Maybe<Scalars['String']['output']>;
  /** When the leg was created, to the microsecond at Kazoo, here to the millisecond. */
  channelCreatedTime?: Maybe<Scalars['DateTime']['output']>;
  /** True for internal helper legs, which people do not want to see. */
  channelIsLoopback?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the helper leg removes itself once the call is up. */
  channelLoopbackBowout?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the helper leg removes itself when an application runs. */
  channelLoopbackBowoutExecute?: Maybe<Scalars['Boolean']['output']>;
  /** `A` or `B` on helper legs. */
  channelLoopbackLeg?: Maybe<Scalars['String']['output']>;
  /** The other helper leg. */
  channelLoopbackOtherLegId?: Maybe<Scalars['ID']['output']>;
  /** True while the leg moves to another switch. */
  channelMoving?: Maybe<Scalars['Boolean']['output']>;
  /** FreeSWITCH's name of the channel, for instance `sofia/sipinterface_1/1001@acme.example.com`; null when the caller asked for privacy. */
  channelName?: Maybe<Scalars['String']['output']>;
  /** FreeSWITCH's channel state, for instance `EXECUTE`. */
  channelState?: Maybe<Scalars['String']['output']>;
  /** The name of that conference's settings. */
  conferenceConfig?: Maybe<Scalars['String']['output']>;
  /** The conference that the leg is in. */
  conferenceName?: Maybe<Scalars['String']['output']>;
  /** The first leg that an attended transfer connects. Kazoo 5. */
  connectingLegAUuid?: Maybe<Scalars['ID']['output']>;
  /** The second leg that an attended transfer connects. Kazoo 5. */
  connectingLegBUuid?: Maybe<Scalars['ID']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** Kazoo's word for `callDirection`: `inbound` when an endpoint or carrier called the switch, `outbound` when the switch called it. */
  direction?: Maybe<Scalars['String']['output']>;
  /** How the leg was set up, for instance `ANSWER` or `EARLY MEDIA`. An open set. */
  disposition?: Maybe<Scalars['String']['output']>;
  /** From creation to hang-up, in seconds, on CHANNEL_DESTROY. */
  durationSeconds?: Maybe<Scalars['Int']['output']>;
  /** The dialled number in E.164, for instance `+14155550142`. */
  e164Destination?: Maybe<Scalars['String']['output']>;
  /** The same as the endpoint reported it. Kazoo 5. */
  endpointDisposition?: Maybe<Scalars['String']['output']>;
  /** `call_event`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** Rows that were garbled on the way. */
  faxBadRows?: Maybe<Scalars['Int']['output']>;
  /** The document that the fax was stored as. */
  faxDocId?: Maybe<Scalars['ID']['output']>;
  /** Whether error correction is in use. */
  faxEcmUsed?: Maybe<Scalars['Boolean']['output']>;
  /** The compression, as the switch's number; see `faxEncodingName`. */
  faxEncoding?: Maybe<Scalars['Int']['output']>;
  /** The compression, for instance `T.6`. */
  faxEncodingName?: Maybe<Scalars['String']['output']>;
  /** Resolution of the page, for instance `204x196`. */
  faxImageResolution?: Maybe<Scalars['String']['output']>;
  /**
   * The former name of `faxImageSizeBytes`.
   * @deprecated Use `faxImageSizeBytes`.
   */
  faxImageSize?: Maybe<Scalars['Int']['output']>;
  /** Size of the page's image in bytes. */
  faxImageSizeBytes?: Maybe<Scalars['Int']['output']>;
  /** What this end calls itself, usually its number. */
  faxLocalStationId?: Maybe<Scalars['String']['output']>;
  /** What the other machine calls itself, usually its number. */
  faxRemoteStationId?: Maybe<Scalars['String']['output']>;
  /** How it ended, as the switch's number; 0 is success. */
  faxResultCode?: Maybe<Scalars['Int']['output']>;
  /** How it ended, in the switch's words, for instance `OK`. */
  faxResultText?: Maybe<Scalars['String']['output']>;
  /** Whether the fax arrived; null until the end. */
  faxSuccess?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the fax travels as T.38 rather than as audio. */
  faxT38Used?: Maybe<Scalars['Boolean']['output']>;
  /** Pages of the whole fax. */
  faxTotalPages?: Maybe<Scalars['Int']['output']>;
  /**
   * The former name of `faxTransferRateBitsPerSecond`.
   * @deprecated Use `faxTransferRateBitsPerSecond`.
   */
  faxTransferRate?: Maybe<Scalars['Int']['output']>;
  /** Speed in bits per second, for instance 14400. */
  faxTransferRateBitsPerSecond?: Maybe<Scalars['Int']['output']>;
  /** Pages that went through so far. */
  faxTransferredPages?: Maybe<Scalars['Int']['output']>;
  /** The SIP caller as `user@realm`; null when the caller asked for privacy. */
  from?: Maybe<Scalars['String']['output']>;
  /** The SIP dialog's caller tag. */
  fromTag?: Maybe<Scalars['String']['output']>;
  /** The SIP caller as `user@host:port`. Kazoo 4.3 only; null when the caller asked for privacy. */
  fromUri?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** Whether the carrier belongs to the system rather than to the account. */
  globalResource?: Maybe<Scalars['Boolean']['output']>;
  /** Why the leg ended, for instance `NORMAL_CLEARING`, `USER_BUSY`, `NO_ANSWER`. An open set. */
  hangupCause?: Maybe<Scalars['String']['output']>;
  /** The SIP status it ended with, for instance `sip:486`. */
  hangupCode?: Maybe<Scalars['String']['output']>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** What was dialled when the call began, as `number@realm`; null for calls between extensions on some versions. */
  inception?: Maybe<Scalars['String']['output']>;
  /**
   * The former name of `callInteractionId`.
   * @deprecated Use `callInteractionId`.
   */
  interactionId?: Maybe<Scalars['ID']['output']>;
  /** The leg that picked this one up. */
  interceptedBy?: Maybe<Scalars['ID']['output']>;
  /** The group of legs whose media belong together. */
  mediaGroupId?: Maybe<Scalars['ID']['output']>;
  /** The recording of the leg. */
  mediaRecordingId?: Maybe<Scalars['ID']['output']>;
  /** Whether the endpoint speaks WebRTC. */
  mediaWebrtc?: Maybe<Scalars['Boolean']['output']>;
  /** Kazoo's id of the message. From a switch it is its clock in microseconds, as digits, and tells the order of what happened on one leg. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** What happened, in Kazoo's word, for instance `CHANNEL_CREATE`. An open set. */
  name: Scalars['String']['output'];
  /** The number that was dialled before routing changed it. */
  originalNumber?: Maybe<Scalars['String']['output']>;
  /** The id that the originator chose, when it chose one. */
  originationCallId?: Maybe<Scalars['ID']['output']>;
  /** `callDirection` of the paired leg. */
  otherLegCallDirection?: Maybe<CallDirection>;
  /** The `callId` of the paired leg, once there is one. */
  otherLegCallId?: Maybe<Scalars['ID']['output']>;
  /** The caller's name on the paired leg; null when the caller asked for privacy. */
  otherLegCallerIdName?: Maybe<Scalars['String']['output']>;
  /** The caller's number on the paired leg; null when the caller asked for privacy. */
  otherLegCallerIdNumber?: Maybe<Scalars['String']['output']>;
  /** The number that the paired leg dialled. */
  otherLegDestinationNumber?: Maybe<Scalars['String']['output']>;
  /** Kazoo's word for `otherLegCallDirection`. */
  otherLegDirection?: Maybe<Scalars['String']['output']>;
  /** The user whose device it is. Null on carrier legs and unassigned devices, and often on the first CHANNEL_CREATE of an incoming call. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** The parking slot on PARK_*; not always digits (`*07`). */
  parkingSlot?: Maybe<Scalars['String']['output']>;
  /** The extension whose lamp the leg lights, as `extension@realm`. */
  presenceId?: Maybe<Scalars['String']['output']>;
  /**
   * Another name of `callerPrivacyName`.
   * @deprecated Use `callerPrivacyName`.
   */
  privacyHideName?: Maybe<Scalars['Boolean']['output']>;
  /**
   * Another name of `callerPrivacyNumber`.
   * @deprecated Use `callerPrivacyNumber`.
   */
  privacyHideNumber?: Maybe<Scalars['Boolean']['output']>;
  /** The FreeSWITCH application that runs on the leg, for instance `bridge`. Rare. */
  rawApplicationName?: Maybe<Scalars['String']['output']>;
  /** The SIP realm of the endpoint. */
  realm?: Maybe<Scalars['String']['output']>;
  /** When the gateway received it. */
  receivedAt: Scalars['DateTime']['output'];
  /** Who redirected the call. */
  redirectedBy?: Maybe<Scalars['String']['output']>;
  /** Why it was redirected. */
  redirectedReason?: Maybe<Scalars['String']['output']>;
  /** Who transferred the call here. */
  referredBy?: Maybe<Scalars['String']['output']>;
  /** Where a transfer points to. */
  referredTo?: Maybe<Scalars['String']['output']>;
  /** Whether the endpoint wants to hear of registrations that replace its own. */
  registerOverwriteNotify?: Maybe<Scalars['Boolean']['output']>;
  /** The leg that took this one over. */
  replacedBy?: Maybe<Scalars['ID']['output']>;
  /** The SIP request as `user@realm`. */
  request?: Maybe<Scalars['String']['output']>;
  /** How the leg counts for the reseller. An open set. */
  resellerBilling?: Maybe<Scalars['String']['output']>;
  /** The leg that was joined to it. Kazoo 5. */
  resigningPeerUuid?: Maybe<Scalars['ID']['output']>;
  /** The leg that gives up its place in a call. Kazoo 5. */
  resigningUuid?: Maybe<Scalars['ID']['output']>;
  /** The carrier, on carrier legs. */
  resourceId?: Maybe<Scalars['ID']['output']>;
  /** The kind of carrier leg, for instance `offnet-termination`. */
  resourceType?: Maybe<Scalars['String']['output']>;
  /** Whether a forwarded call keeps the caller's number. */
  retainCid?: Maybe<Scalars['Boolean']['output']>;
  /** How long it rang, in seconds, on CHANNEL_DESTROY. */
  ringingSeconds?: Maybe<Scalars['Int']['output']>;
  /** The interaction that this one began in. Kazoo 5. */
  rootCallInteractionId?: Maybe<Scalars['ID']['output']>;
  /** The SIP domain that the endpoint is called at. */
  sipInviteDomain?: Maybe<Scalars['String']['output']>;
  /** Whether nobody is to be told when the endpoint is gone. */
  suppressUnregisterNotifications?: Maybe<Scalars['Boolean']['output']>;
  /** The leg that a pickup or transfer aimed at. */
  targetCallId?: Maybe<Scalars['ID']['output']>;
  /** When it happened, to the second; Kazoo 5 rounds up. Null for parking, which carries no time: see `receivedAt`. */
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  /** The SIP callee as `user@realm`. */
  to?: Maybe<Scalars['String']['output']>;
  /** The SIP dialog's callee tag. */
  toTag?: Maybe<Scalars['String']['output']>;
  /** The SIP callee as `user@host:port`. Kazoo 4.3 only. */
  toUri?: Maybe<Scalars['String']['output']>;
  /** How a transfer went. Kazoo 5. */
  transferDisposition?: Maybe<Scalars['String']['output']>;
  /** Transfers so far: keys are UNIX seconds, values say from whom to whom. An empty object when there were none. */
  transferHistory?: Maybe<Scalars['JSON']['output']>;
  /** Who transferred, as Kazoo writes it. Kazoo 5. */
  transferSource?: Maybe<Scalars['JSON']['output']>;
  /** Where a transfer goes, as Kazoo writes it. */
  transferTo?: Maybe<Scalars['JSON']['output']>;
  /** The kind of a transfer, for instance `blind`. */
  transferType?: Maybe<Scalars['String']['output']>;
  /** The endpoint's SIP software. On CHANNEL_DESTROY only with Kazoo 4.3. */
  userAgent?: Maybe<Scalars['String']['output']>;
  /** The SIP user name. */
  username?: Maybe<Scalars['String']['output']>;
};

/** Which call events. All that are given must hold; of a list, one. An event without the value does not pass. */
export type CallEventFilter = {
  /** Only legs that one of these documents let in, for instance devices. */
  authorizingIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only legs that a document of such a kind let in, for instance `device`, `resource`. */
  authorizingTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only legs that go this way. Parking does not say. */
  callDirection?: InputMaybe<CallDirection>;
  /**
   * Only these legs.
   * @deprecated Use the argument `callId`, in a subscription for each.
   */
  callIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only legs that belong to one of these calls. */
  callInteractionIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only these callees, written as in events. */
  calleeIdNumbers?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only these callers, written as in events. Callers who asked for privacy do not pass. */
  callerIdNumbers?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only legs that ended so, for instance `USER_BUSY`: nothing but CHANNEL_DESTROY. */
  hangupCauses?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Leave out internal helper legs, which people do not want to see. */
  hideLoopback?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only legs of devices of these users. Kazoo does not know the owner on carrier legs, and often not yet on the first CHANNEL_CREATE of an incoming call. */
  ownerIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only parking in one of these slots. */
  parkingSlots?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only legs that light one of these lamps, as `extension@realm`. */
  presenceIds?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** The events of a call that Kazoo offers. */
export type CallEventName =
  /** The leg was answered. For an inbound leg that means the switch answered: a menu or voicemail does too. */
  | 'CHANNEL_ANSWER'
  /** Audio of two legs was joined. Usually seen on one of them; may repeat after transfers. */
  | 'CHANNEL_BRIDGE'
  /** Ringing or dialling begins. */
  | 'CHANNEL_CREATE'
  /** The leg is gone. Kazoo 5 leaves it out for declined rings, so age out what rings for too long. */
  | 'CHANNEL_DESTROY'
  /** This leg put the other side on hold. */
  | 'CHANNEL_HOLD'
  /** The hold ended. */
  | 'CHANNEL_UNHOLD'
  /** The parked caller hung up. */
  | 'PARK_ABANDONED'
  /** The call was parked. */
  | 'PARK_PARKED'
  /** The parked call was taken back. */
  | 'PARK_RETRIEVED';

/** Which calls. All that are given must hold; of a list, one. */
export type CallFilter = {
  /** Only calls that go one of these ways. */
  directions?: InputMaybe<Array<CallRoute>>;
  /** Only calls from or to one of these numbers, as in `from` and `to`. */
  numbers?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only calls with a leg of one of these users. */
  ownerIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only calls in one of these queues, or that came through one. */
  queueIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only calls that are doing one of these. */
  states?: InputMaybe<Array<CallState>>;
};

/** One leg of a call that is up. */
export type CallLeg = {
  __typename?: 'CallLeg';
  /** When it was answered; null while it is not. */
  answeredAt?: Maybe<Scalars['DateTime']['output']>;
  /** Which way the leg goes, as the switch sees it; null where Kazoo does not say, and for a word without a name here. */
  callDirection?: Maybe<CallDirection>;
  /** The leg, as in events and `channels`. */
  callId: Scalars['ID']['output'];
  /** The device; null on legs to carriers. */
  deviceId?: Maybe<Scalars['ID']['output']>;
  /** Names the leg as a part of its call, for caches. */
  id: Scalars['ID']['output'];
  /** The name of who is at its end, as presented. */
  name?: Maybe<Scalars['String']['output']>;
  /** The number of who is at its end, as presented. */
  number?: Maybe<Scalars['String']['output']>;
  /** The leg that this one is connected with, or is to be. */
  otherLegCallId?: Maybe<Scalars['ID']['output']>;
  /** When it was made. */
  startedAt: Scalars['DateTime']['output'];
  /** What the leg is doing. */
  state: CallState;
  /** The user whose phone it is; null on legs to carriers and of phones of nobody. */
  userId?: Maybe<Scalars['ID']['output']>;
};

/** One end of a call. */
export type CallParty = {
  __typename?: 'CallParty';
  /** The device; null outside of the account. */
  deviceId?: Maybe<Scalars['ID']['output']>;
  /**
   * The name, as presented; null when there is none, or it is hidden. Of a call that was up before anybody looked, most Kazoos list no caller:
   * then it is null until something happens to that call.
   */
  name?: Maybe<Scalars['String']['output']>;
  /** The number, as presented; null when there is none, or it is hidden, or not listed, as with `name`. */
  number?: Maybe<Scalars['String']['output']>;
  /** The user whose phone it is; null outside of the account, and for phones of nobody. */
  userId?: Maybe<Scalars['ID']['output']>;
};

/** Which way a call goes, as the account sees it. */
export type CallRoute =
  /** From outside. */
  | 'INBOUND'
  /** Neither: between the account's own phones, or from them to a menu, a mailbox or the like. */
  | 'INTERNAL'
  /** To outside. */
  | 'OUTBOUND';

/** The calls of an account at one moment. */
export type CallSnapshot = ResumableSnapshot & Snapshot & {
  __typename?: 'CallSnapshot';
  /**
   * The accounts of `scope: DESCENDANTS` that are not in it: the gateway is still opening them, which it goes on with for a while, or Kazoo refuses them
   * for now. Ask once more, or subscribe, which brings them as they come. Empty otherwise.
   */
  absentAccountIds: Array<Scalars['ID']['output']>;
  /** Where the picture stands in the stream of events: `callEvents` goes on from here with it as `after`. */
  cursor: Scalars['String']['output'];
  /**
   * What may have been missed, and nothing has made up for yet: within it calls may have come, changed or ended that do not show. Ask once more, or subscribe,
   * which brings what makes up for it. Null when the rows are right.
   */
  gap?: Maybe<Gap>;
  /** The calls that are up, those first that the gateway has known longest. */
  nodes: Array<Call>;
  /** When the rows were so, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/** What a call is doing. */
export type CallState =
  /** Somebody has answered. */
  | 'ANSWERED'
  /** One side has put the other on hold. */
  | 'ON_HOLD'
  /** It waits in a slot; see `parkedSlot`. */
  | 'PARKED'
  /** Nobody has answered yet. */
  | 'RINGING';

/** What the live list of calls tells: first all of it, then what changed. */
export type CallsUpdate = {
  __typename?: 'CallsUpdate';
  /**
   * The accounts of `scope: DESCENDANTS` that are not in it: the gateway is still opening them, or Kazoo refuses them for now. They come by themselves.
   * Empty otherwise.
   */
  absentAccountIds: Array<Scalars['ID']['output']>;
  /** Whole rows: all of them, or those that are new or changed. */
  calls: Array<Call>;
  /** Where this stands in the stream of events: `callEvents` goes on from here with it as `after`. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /**
   * What may have been missed before; null when nothing was. The `SNAPSHOT` that carries it makes up for that, unless it begins a subscription
   * while the gateway is still asking Kazoo: then another one follows.
   */
  gap?: Maybe<Gap>;
  /** Whether `calls` is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** Those that are gone; none in a `SNAPSHOT`. */
  removed: Array<RemovedCall>;
  /** When the rows were so, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/**
 * One leg of a call that is up. Where Kazoo's list has words of its own (`uuid`, `other_leg`, `direction`), the names are those of call events,
 * so that one leg has one name everywhere.
 */
export type Channel = {
  __typename?: 'Channel';
  /** Whether the leg was answered. */
  answered?: Maybe<Scalars['Boolean']['output']>;
  /** The document that let the leg in, usually a device. */
  authorizingId?: Maybe<Scalars['ID']['output']>;
  /** What kind of document that is, for instance `device`, `resource`. */
  authorizingType?: Maybe<Scalars['String']['output']>;
  /** Which way the leg goes, as the switch sees it; null where Kazoo does not say, and for a word without a name here. */
  callDirection?: Maybe<CallDirection>;
  /** The leg, as in events: a UUID, at times with `@` and an address. */
  callId: Scalars['ID']['output'];
  /** The same for all legs that belong together, for instance `63877485845-1f4a9c02`. */
  callInteractionId?: Maybe<Scalars['ID']['output']>;
  /**
   * The callee's name. Null from Kazoo master on, whose list does not tell it.
   * @deprecated Kazoo lists it on 4.3 only. `calls` tell it on every version, of calls that begin while somebody looks.
   */
  calleeIdName?: Maybe<Scalars['String']['output']>;
  /**
   * The callee's number. Null from Kazoo master on, whose list does not tell it.
   * @deprecated Kazoo lists it on 4.3 only. `calls` tell it on every version, of calls that begin while somebody looks.
   */
  calleeIdNumber?: Maybe<Scalars['String']['output']>;
  /**
   * The caller's name as presented. Null from Kazoo master on, whose list does not tell it.
   * @deprecated Kazoo lists it on 4.3 only. `calls` tell it on every version, of calls that begin while somebody looks.
   */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /**
   * The caller's number as presented. Null from Kazoo master on, whose list does not tell it.
   * @deprecated Kazoo lists it on 4.3 only. `calls` tell it on every version, of calls that begin while somebody looks.
   */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** The callflow that routed the call; null on the legs it called. */
  callflowId?: Maybe<Scalars['ID']['output']>;
  /** Whether the call was authorized for billing. */
  channelAuthorized?: Maybe<Scalars['Boolean']['output']>;
  /** When the leg was made. */
  channelCreatedTime?: Maybe<Scalars['DateTime']['output']>;
  /** True for internal helper legs, which people do not want to see. */
  channelIsLoopback?: Maybe<Scalars['Boolean']['output']>;
  /** What the account's own applications attached, in their own keys. */
  customApplicationVars?: Maybe<Scalars['JSON']['output']>;
  /** The number that was called, for instance `1002`. */
  destination?: Maybe<Scalars['String']['output']>;
  /** The device that let the leg in; null when it was none, or is no longer. */
  device?: Maybe<Device>;
  /**
   * The former name of `elapsedSeconds`.
   * @deprecated Use `elapsedSeconds`.
   */
  elapsedS?: Maybe<Scalars['Int']['output']>;
  /** Seconds since the leg was made or, once it is, answered. As Kazoo computes it; treat it as a hint. */
  elapsedSeconds?: Maybe<Scalars['Int']['output']>;
  /** The SIP dialog's tag at the caller. */
  fromTag?: Maybe<Scalars['String']['output']>;
  /** Names the leg in caches. Opaque: events name it by `callId`. */
  id: Scalars['ID']['output'];
  /**
   * The former name of `callInteractionId`.
   * @deprecated Use `callInteractionId`.
   */
  interactionId?: Maybe<Scalars['ID']['output']>;
  /**
   * The former name of `channelIsLoopback`.
   * @deprecated Use `channelIsLoopback`.
   */
  isLoopback?: Maybe<Scalars['Boolean']['output']>;
  /** Whether this leg put the other side on hold. */
  isOnHold?: Maybe<Scalars['Boolean']['output']>;
  /** The leg that this one is, or is to be, connected with. */
  otherLegCallId?: Maybe<Scalars['ID']['output']>;
  /** That user; null when there is none, or no longer. */
  owner?: Maybe<User>;
  /** The user who owns the device; null on legs to carriers and of devices that nobody owns. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** The lamp that the leg lights, as `extension@realm`. */
  presenceId?: Maybe<Scalars['String']['output']>;
  /** How the reseller bills the call, for instance `limits_disabled`. */
  resellerBilling?: Maybe<Scalars['String']['output']>;
  /** The account that this account was sold by. */
  resellerId?: Maybe<Scalars['ID']['output']>;
  /** The carrier that the leg goes through. */
  resourceId?: Maybe<Scalars['ID']['output']>;
  /**
   * The former name of `channelCreatedTime`.
   * @deprecated Use `channelCreatedTime`.
   */
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  /** The SIP dialog's tag at the callee. */
  toTag?: Maybe<Scalars['String']['output']>;
  /** The SIP user name of the device, for instance `user_1001`. */
  username?: Maybe<Scalars['String']['output']>;
};

/** The legs of an account at one moment. */
export type ChannelSnapshot = ResumableSnapshot & Snapshot & {
  __typename?: 'ChannelSnapshot';
  /**
   * Where the picture stands in the stream of events: subscribe with it as `after`, and nothing between the picture and the stream is lost.
   * Do so within about half a minute: when nobody listens any more, the gateway stops, and `CURSOR_EXPIRED` says to take a new picture. Null when Kazoo's events cannot be had right now. Select it only if you use it: Kazoo then has to confirm a subscription (`call.*.*`) first.
   */
  cursor?: Maybe<Scalars['String']['output']>;
  /** The legs that are up, in no particular order. */
  nodes: Array<Channel>;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** A conference and who is in it. Never its PINs. */
export type Conference = {
  __typename?: 'Conference';
  /** The numbers that people dial or enter to get in. */
  conferenceNumbers?: Maybe<Array<Scalars['String']['output']>>;
  /**
   * The former name of `durationSeconds`.
   * @deprecated Use `durationSeconds`.
   */
  duration?: Maybe<Scalars['Int']['output']>;
  /** For how long it has been going on, in seconds; 0 when nobody is in it. Null in the live list. */
  durationSeconds?: Maybe<Scalars['Int']['output']>;
  /** The conference's document or, in the live list, its name where it has none; `conferenceEvents` takes it as `conferenceId`. */
  id: Scalars['ID']['output'];
  /** Whether nobody else may come in. */
  isLocked?: Maybe<Scalars['Boolean']['output']>;
  /** How many are in it, moderators not counted; null when Kazoo does not say. */
  members?: Maybe<Scalars['Int']['output']>;
  /** How many moderators are in it; null when Kazoo does not say. */
  moderators?: Maybe<Scalars['Int']['output']>;
  /** Its name, for people. */
  name?: Maybe<Scalars['String']['output']>;
  /** That user; null when there is none, or no longer. */
  owner?: Maybe<User>;
  /** The user whose conference it is. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** Who is in it; in the live list null where Kazoo does not tell. In a query of `conferences` Kazoo is asked once more for each that somebody is in. */
  participants?: Maybe<Array<ConferenceParticipant>>;
};

/** A request to a conference, such as to mute someone. Not a fact: follow `ConferenceEvent` for what is. Kazoo shows it only while it does not know which switch holds the conference. */
export type ConferenceCommandEvent = Event & {
  __typename?: 'ConferenceCommandEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** What `stop_play` stops: `current` or `all`. */
  affects?: Maybe<Scalars['String']['output']>;
  /** Which application of Kazoo asks, for instance `crossbar`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** What is requested, for instance `mute_participant`, `play`, `dial`. An open set. */
  applicationName?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** The only leg that is to hear what is played; null when all are. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** The name to `dial` with; null when privacy is asked for. */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /** The number to `dial` with; null when privacy is asked for. */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** The conference that the request is to. */
  conferenceId?: Maybe<Scalars['ID']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** What to set on the dialled legs, in Kazoo's own keys. */
  customChannelVars?: Maybe<Scalars['JSON']['output']>;
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** What became of each endpoint, with `dial_resp`: a list of objects in Kazoo's own keys. */
  endpointResponses?: Maybe<Scalars['JSON']['output']>;
  /** Whom to `dial`: a list of objects in Kazoo's own keys. */
  endpoints?: Maybe<Scalars['JSON']['output']>;
  /** How loud a participant must be to count as talking, with `participant_energy`; no unit. */
  energyLevel?: Maybe<Scalars['Int']['output']>;
  /** `conference`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** What to play one after the other, with `play_macro`. */
  mediaMacro?: Maybe<Array<Scalars['String']['output']>>;
  /** What to play, or where to record to. */
  mediaName?: Maybe<Scalars['String']['output']>;
  /** Kazoo's id of the message. From a switch it is its clock in microseconds, as digits, and tells the order of what happened on one leg. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** Always `command`; see `applicationName`. */
  name: Scalars['String']['output'];
  /** The second participant of `relate_participants`. */
  otherParticipant?: Maybe<Scalars['Int']['output']>;
  /** The `callId` that the dialled leg is to get. */
  outboundCallId?: Maybe<Scalars['ID']['output']>;
  /** Which setting `set` changes. */
  parameter?: Maybe<Scalars['String']['output']>;
  /** How the dialled participant joins, for instance `mute`. */
  participantFlags?: Maybe<Array<Scalars['String']['output']>>;
  /** The participant that it is about; null when it is about all, or about those that a word stands for: see `data`. */
  participantId?: Maybe<Scalars['Int']['output']>;
  /** The conference profile to use. */
  profileName?: Maybe<Scalars['String']['output']>;
  /** When the gateway received it. Kazoo tells no time of its own. */
  receivedAt: Scalars['DateTime']['output'];
  /** What `relate_participants` makes of the two: `deaf`, `mute` or `clear`. */
  relationship?: Maybe<Scalars['String']['output']>;
  /** The leg on whose behalf is dialled. */
  targetCallId?: Maybe<Scalars['ID']['output']>;
  /**
   * The former name of `timeoutSeconds`.
   * @deprecated Use `timeoutSeconds`.
   */
  timeout?: Maybe<Scalars['Int']['output']>;
  /** How long to `dial`, in seconds. */
  timeoutSeconds?: Maybe<Scalars['Int']['output']>;
  /** What `set` changes it to. */
  value?: Maybe<Scalars['String']['output']>;
  /** Volume of what the participant says, with `participant_volume_in`; 0 is unchanged. */
  volumeInLevel?: Maybe<Scalars['Int']['output']>;
  /** Volume of what the participant hears, with `participant_volume_out`; 0 is unchanged. */
  volumeOutLevel?: Maybe<Scalars['Int']['output']>;
};

/** Which requests to a conference. All that are given must hold; of a list, one. An event without the value does not pass. */
export type ConferenceCommandEventFilter = {
  /** Only these requests, for instance `play`. */
  applicationNames?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only requests about these participants. */
  participantIds?: InputMaybe<Array<Scalars['Int']['input']>>;
};

/** What happens in a conference: to the room, or to one participant, whose state comes along. */
export type ConferenceEvent = Event & {
  __typename?: 'ConferenceEvent';
  /** How the leg counts for the account, for instance `limits_disabled`, `per_minute`. An open set. */
  accountBilling?: Maybe<Scalars['String']['output']>;
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** The account's name. */
  accountName?: Maybe<Scalars['String']['output']>;
  /** The account's SIP realm. */
  accountRealm?: Maybe<Scalars['String']['output']>;
  /** How many of the account's trunks are in use, as Kazoo writes it. */
  accountTrunkUsage?: Maybe<Scalars['String']['output']>;
  /** Which application of Kazoo told it, for instance `ecallmgr` (Kazoo 4.3), `freeswitch` (Kazoo 5) or `callflow`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The Kazoo application that handles the call, for instance `callflow`. */
  applicationName?: Maybe<Scalars['String']['output']>;
  /** The document that let the call in, for instance a device. */
  authorizingId?: Maybe<Scalars['ID']['output']>;
  /** What that document is: `device`, `user`, `resource`, `conference` and others. An open set. */
  authorizingType?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** The same for legs bridged to each other; normally the first leg's `callId`. */
  bridgeId?: Maybe<Scalars['ID']['output']>;
  /** Whether the leg is a forwarded call. */
  callForward?: Maybe<Scalars['Boolean']['output']>;
  /** The participant's leg. Null for what happens to the whole room. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** The same for all legs that belong together, for instance `63877485845-1f4a9c02`. */
  callInteractionId?: Maybe<Scalars['ID']['output']>;
  /** The participant's name; null when that caller asked for privacy. */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /** The participant's number; null when that caller asked for privacy. */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** Whether the caller asked to hide the name. */
  callerPrivacyName?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the caller asked to hide the number. */
  callerPrivacyNumber?: Maybe<Scalars['Boolean']['output']>;
  /** The callflow that routed the call. */
  callflowId?: Maybe<Scalars['ID']['output']>;
  /** Whether the call was authorized for billing. */
  channelAuthorized?: Maybe<Scalars['Boolean']['output']>;
  /** The participant's extension, as `extension@realm`. */
  channelPresenceId?: Maybe<Scalars['String']['output']>;
  /** What happened, to decide by; null where `name` is a word without a name here. */
  conferenceEventName?: Maybe<ConferenceEventName>;
  /** The conference's document id, or the name of an ad-hoc conference. */
  conferenceId?: Maybe<Scalars['ID']['output']>;
  /** How loud the participant is; no unit, comparable with `energyLevel`. */
  currentEnergy?: Maybe<Scalars['Int']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** The dialled number in E.164, for instance `+14155550142`. */
  e164Destination?: Maybe<Scalars['String']['output']>;
  /** How loud the participant must be to count as talking; no unit. */
  energyLevel?: Maybe<Scalars['Int']['output']>;
  /** `conference`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** Whether the participant has the floor: speaks, or spoke last. */
  floor?: Maybe<Scalars['Boolean']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** Whether the carrier belongs to the system rather than to the account. */
  globalResource?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the participant hears the others: false when deaf. */
  hear?: Maybe<Scalars['Boolean']['output']>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** What was dialled when the call began, as `number@realm`; null for calls between extensions on some versions. */
  inception?: Maybe<Scalars['String']['output']>;
  /** This run of the conference: another one each time that people meet. */
  instanceId?: Maybe<Scalars['ID']['output']>;
  /** Whether the participant is a moderator. */
  isModerator?: Maybe<Scalars['Boolean']['output']>;
  /** The group of legs whose media belong together. */
  mediaGroupId?: Maybe<Scalars['ID']['output']>;
  /** The recording of the leg. */
  mediaRecordingId?: Maybe<Scalars['ID']['output']>;
  /** Whether the endpoint speaks WebRTC. */
  mediaWebrtc?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the participant is hidden from the others. Kazoo 5 only. */
  memberGhost?: Maybe<Scalars['Boolean']['output']>;
  /** The switch's own id of the participant, usually the same as `participantId`. */
  memberId?: Maybe<Scalars['Int']['output']>;
  /** `member` or `moderator`. Kazoo 4.3 only. */
  memberType?: Maybe<Scalars['String']['output']>;
  /** Kazoo's id of the message. From a switch it is its clock in microseconds, as digits, and tells the order of what happened on one leg. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** Whether the switch notices when a muted participant talks. */
  muteDetect?: Maybe<Scalars['Boolean']['output']>;
  /** What happened: `conference-create`, `conference-destroy`, `lock`, `unlock`, `add-member`, `del-member`, `start-talking`, `stop-talking`, `mute-member`, `unmute-member`, `deaf-member`, `undeaf-member`. An open set. */
  name: Scalars['String']['output'];
  /** The number that was dialled before routing changed it. */
  originalNumber?: Maybe<Scalars['String']['output']>;
  /** The user whose device it is. Null on carrier legs and unassigned devices, and often on the first CHANNEL_CREATE of an incoming call. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** The participant within `instanceId`; another instance uses it again. Null for what happens to the whole room. */
  participantId?: Maybe<Scalars['Int']['output']>;
  /** The extension whose lamp the leg lights, as `extension@realm`. */
  presenceId?: Maybe<Scalars['String']['output']>;
  /**
   * Another name of `callerPrivacyName`.
   * @deprecated Use `callerPrivacyName`.
   */
  privacyHideName?: Maybe<Scalars['Boolean']['output']>;
  /**
   * Another name of `callerPrivacyNumber`.
   * @deprecated Use `callerPrivacyNumber`.
   */
  privacyHideNumber?: Maybe<Scalars['Boolean']['output']>;
  /** The SIP realm of the endpoint. */
  realm?: Maybe<Scalars['String']['output']>;
  /** When the gateway received it. Kazoo tells no time of its own. */
  receivedAt: Scalars['DateTime']['output'];
  /** Who redirected the call. */
  redirectedBy?: Maybe<Scalars['String']['output']>;
  /** Why it was redirected. */
  redirectedReason?: Maybe<Scalars['String']['output']>;
  /** Who transferred the call here. */
  referredBy?: Maybe<Scalars['String']['output']>;
  /** Where a transfer points to. */
  referredTo?: Maybe<Scalars['String']['output']>;
  /** Whether the endpoint wants to hear of registrations that replace its own. */
  registerOverwriteNotify?: Maybe<Scalars['Boolean']['output']>;
  /** How the leg counts for the reseller. An open set. */
  resellerBilling?: Maybe<Scalars['String']['output']>;
  /** The carrier, on carrier legs. */
  resourceId?: Maybe<Scalars['ID']['output']>;
  /** The kind of carrier leg, for instance `offnet-termination`. */
  resourceType?: Maybe<Scalars['String']['output']>;
  /** Whether a forwarded call keeps the caller's number. */
  retainCid?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the participant may see the others. */
  see?: Maybe<Scalars['Boolean']['output']>;
  /** The SIP domain that the endpoint is called at. */
  sipInviteDomain?: Maybe<Scalars['String']['output']>;
  /** Whether the others hear the participant: false when muted. */
  speak?: Maybe<Scalars['Boolean']['output']>;
  /** Whether nobody is to be told when the endpoint is gone. */
  suppressUnregisterNotifications?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the participant is talking right now. */
  talking?: Maybe<Scalars['Boolean']['output']>;
  /** The SIP user name. */
  username?: Maybe<Scalars['String']['output']>;
  /** Whether the participant has video. */
  video?: Maybe<Scalars['Boolean']['output']>;
};

/** Which conference events. All that are given must hold; of a list, one. An event without the value does not pass. */
export type ConferenceEventFilter = {
  /**
   * Only participants with one of these legs.
   * @deprecated Use the argument `callId`, in a subscription for each.
   */
  callIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only what Kazoo calls so, for instance `add-member`: also what has no name here. Leave out `events` then. */
  names?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only participants whose device belongs to one of these users. */
  ownerIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only these participants. */
  participantIds?: InputMaybe<Array<Scalars['Int']['input']>>;
};

/** What happens in a conference or to a participant. */
export type ConferenceEventName =
  /** A participant entered. */
  | 'ADD_MEMBER'
  /** The conference begins: its first participant enters. */
  | 'CONFERENCE_CREATE'
  /** The conference is over. */
  | 'CONFERENCE_DESTROY'
  /** A participant hears nothing any more. */
  | 'DEAF_MEMBER'
  /** A participant left. */
  | 'DEL_MEMBER'
  /** Nobody else may enter. */
  | 'LOCK'
  /** A participant is not heard any more. */
  | 'MUTE_MEMBER'
  /** A participant began to talk. */
  | 'START_TALKING'
  /** A participant fell silent. */
  | 'STOP_TALKING'
  /** A participant hears the others again. */
  | 'UNDEAF_MEMBER'
  /** Others may enter again. */
  | 'UNLOCK'
  /** A participant is heard again. */
  | 'UNMUTE_MEMBER';

/** Somebody in a conference. */
export type ConferenceParticipant = {
  __typename?: 'ConferenceParticipant';
  /** The leg that is in the conference, as in events. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** The participant's name; null when that caller asked for privacy. */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /** The participant's number; null when that caller asked for privacy. */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** How loud they are right now; no unit. Null in the live list. */
  currentEnergy?: Maybe<Scalars['Int']['output']>;
  /**
   * The former name of `durationSeconds`.
   * @deprecated Use `durationSeconds`.
   */
  duration?: Maybe<Scalars['Int']['output']>;
  /** For how long they have been in it, in seconds. Null in the live list: see `joinTime`. */
  durationSeconds?: Maybe<Scalars['Int']['output']>;
  /** How loud they must be to count as talking; no unit. */
  energyLevel?: Maybe<Scalars['Int']['output']>;
  /** Whether they have the floor: the video of the room follows them. */
  floor?: Maybe<Scalars['Boolean']['output']>;
  /** Whether they hear the others; false: they are deaf. */
  hear?: Maybe<Scalars['Boolean']['output']>;
  /** Names the participant of this conference in caches. Opaque. */
  id: Scalars['ID']['output'];
  /** Whether they entered as a moderator. */
  isModerator?: Maybe<Scalars['Boolean']['output']>;
  /** When they came. */
  joinTime?: Maybe<Scalars['DateTime']['output']>;
  /** Whether they are told when they talk while muted. */
  muteDetect?: Maybe<Scalars['Boolean']['output']>;
  /** That user; null when there is none, or no longer. */
  owner?: Maybe<User>;
  /** The user who owns the participant's device; null for callers from outside. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** The number of the participant within this conference, as in events. */
  participantId?: Maybe<Scalars['Int']['output']>;
  /** Whether the others hear them; false: they are muted. */
  speak?: Maybe<Scalars['Boolean']['output']>;
  /** Whether they are talking right now. */
  talking?: Maybe<Scalars['Boolean']['output']>;
  /** Whether they send video. */
  video?: Maybe<Scalars['Boolean']['output']>;
};

/** The conferences of an account at one moment. */
export type ConferenceSnapshot = PagedSnapshot & Snapshot & {
  __typename?: 'ConferenceSnapshot';
  /** The conferences, whether somebody is in them or not. */
  nodes: Array<Conference>;
  /** Whether there is more, and how to ask for it. */
  pageInfo: PageInfo;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the live list of one conference tells: first its row, if somebody is in it, then what changed. */
export type ConferenceUpdate = {
  __typename?: 'ConferenceUpdate';
  /** The whole row; none while nobody is in it. */
  conference: Array<Conference>;
  /** Where this stands in the stream of events: `conferenceEvents` goes on from here with it as `after`. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /** What may have been missed before; the `SNAPSHOT` that carries it makes up for that. Null when nothing was. */
  gap?: Maybe<Gap>;
  /** Whether this is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** The row, when nobody is in it any more; none in a `SNAPSHOT`. */
  removed: Array<RemovedRow>;
  /** When the oldest was so of what is told here, by the gateway's clock: the list of conferences may be ten seconds old. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the live list of conferences tells: first all of it, then what changed. */
export type ConferencesUpdate = {
  __typename?: 'ConferencesUpdate';
  /** Whole rows: all of them, or those that are new or changed. */
  conferences: Array<Conference>;
  /** Where this stands in the stream of events: `conferenceEvents` goes on from here with it as `after`. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /** What may have been missed before; the `SNAPSHOT` that carries it makes up for that. Null when nothing was. */
  gap?: Maybe<Gap>;
  /** Whether `conferences` is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** Those that nobody is in any more; none in a `SNAPSHOT`. */
  removed: Array<RemovedRow>;
  /** When the oldest was so of what is told here, by the gateway's clock: the list of conferences may be ten seconds old. */
  takenAt: Scalars['DateTime']['output'];
};

/** The hash that Kazoo compares credentials with. */
export type CredentialsMethod =
  /** MD5, Kazoo's default. */
  | 'MD5'
  /** SHA-1. */
  | 'SHA';

/** An account in the list of accounts below another one. */
export type DescendantEdge = {
  __typename?: 'DescendantEdge';
  /** How many accounts are below it; null when Kazoo does not say. */
  descendantsCount?: Maybe<Scalars['Int']['output']>;
  /** The account. */
  node: Account;
  /** The accounts above it, from the top down. */
  tree?: Maybe<Array<Scalars['ID']['output']>>;
};

/** The accounts below an account at one moment. */
export type DescendantSnapshot = PagedSnapshot & Snapshot & {
  __typename?: 'DescendantSnapshot';
  /** The accounts of `nodes` again, in its order, each with what only this list says of it. */
  edges: Array<DescendantEdge>;
  /** The accounts, at any depth. */
  nodes: Array<Account>;
  /** Whether there is more, and how to ask for it. */
  pageInfo: PageInfo;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** A phone or other endpoint. */
export type Device = {
  __typename?: 'Device';
  /** What it is, for instance `softphone`, `cellphone`; `sip_device` where nobody said. An open set. */
  deviceType?: Maybe<Scalars['String']['output']>;
  /** False while it is switched off. */
  enabled?: Maybe<Scalars['Boolean']['output']>;
  /** The device's document: `authorizingId` of its legs and registrations. */
  id: Scalars['ID']['output'];
  /** The hardware address, as it was entered. */
  macAddress?: Maybe<Scalars['String']['output']>;
  /** The number of a mobile device. */
  mdn?: Maybe<Scalars['String']['output']>;
  /** Its name, for people. */
  name?: Maybe<Scalars['String']['output']>;
  /** That user; null when there is none, or no longer. */
  owner?: Maybe<User>;
  /** The user who owns it. */
  ownerId?: Maybe<Scalars['ID']['output']>;
};

/** The devices of an account at one moment. */
export type DeviceSnapshot = PagedSnapshot & ResumableSnapshot & Snapshot & {
  __typename?: 'DeviceSnapshot';
  /**
   * Where the picture stands in the stream of events: subscribe with it as `after`, and nothing between the picture and the stream is lost.
   * Do so within about half a minute: when nobody listens any more, the gateway stops, and `CURSOR_EXPIRED` says to take a new picture. Null when Kazoo's events cannot be had right now. Select it only if you use it: Kazoo then has to confirm a subscription (`object.*.device`) first.
   */
  cursor?: Maybe<Scalars['String']['output']>;
  /** The devices. */
  nodes: Array<Device>;
  /** Whether there is more, and how to ask for it. */
  pageInfo: PageInfo;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the live list of devices tells: first all of it, then what changed. */
export type DevicesUpdate = {
  __typename?: 'DevicesUpdate';
  /** Where this stands in the stream of events: what Kazoo told before it was asked is in the rows. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /** Whole rows: all of them, or those that are new or changed. */
  devices: Array<Device>;
  /** The time in which Kazoo answered nothing, if it was long; the `SNAPSHOT` that carries it makes up for that. Null otherwise. */
  gap?: Maybe<Gap>;
  /** Whether `devices` is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** Those that are gone; none in a `SNAPSHOT`. */
  removed: Array<RemovedRow>;
  /** When Kazoo was asked, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/** What keeps events from coming, or does not. */
export type Diagnosis = {
  __typename?: 'Diagnosis';
  /** The account that was looked at; null without one. */
  accountId?: Maybe<Scalars['ID']['output']>;
  /** The binding as Kazoo is asked for it; as it was given where it cannot be read. */
  binding: Scalars['String']['output'];
  /** What to look at first: the first line that failed, or else asks for attention; null when all is well. */
  finding?: Maybe<DiagnosisLine>;
  /** One line for each check, in the order in which events pass them. What is behind a refusal is `UNKNOWN`. */
  lines: Array<DiagnosisLine>;
};

/** What `diagnose` looks at, in this order. */
export type DiagnosisCheck =
  /** May the token see the account, and this of it? */
  | 'ACCESS'
  /** Does this Kazoo offer the binding? */
  | 'BINDING'
  /** Was anything lost, or has the month or the realm changed? */
  | 'CHANGES'
  /** Do the clocks of Kazoo and of the gateway agree? */
  | 'CLOCK'
  /** Does Kazoo itself list a socket of the account with the binding? */
  | 'KAZOO_SOCKETS'
  /** When did the last event come? */
  | 'LAST_EVENT'
  /** How many of the last hundred events are kept from this user, who sees only what is theirs? */
  | 'RESTRICTION'
  /** Is the gateway connected to Kazoo for the account? */
  | 'SOCKET'
  /** Has Kazoo confirmed the binding? */
  | 'TOPIC';

/** One check, and what it found. */
export type DiagnosisLine = {
  __typename?: 'DiagnosisLine';
  /** Since when that is so; of the last event, when it was received. Null where no time belongs to it. */
  at?: Maybe<Scalars['DateTime']['output']>;
  /** What was looked at. */
  check: DiagnosisCheck;
  /**
   * What was found, for programs: an `ErrorCode` where something was refused, a `StreamState` of the socket, a `GapReason` of changes, else a word
   * of the check. `ALLOWED`; `OFFERED`, `NOT_OFFERED`; `DELIVERING`, `INCOMPLETE`, `WAITING`, `NOT_FOLLOWED`; `RECEIVED`, `OTHERS_RECEIVED`,
   * `NOTHING_RECEIVED`; `LISTED`, `OTHERS_LISTED`, `NOT_LISTED`; `UNRESTRICTED`, `RESTRICTED`; `IN_STEP`, `APART`; `UNCHANGED`. `NOT_CHECKED`
   * where an earlier line makes it pointless.
   */
  code: Scalars['String']['output'];
  /** The same for people; it may change. */
  message: Scalars['String']['output'];
  /** What it means for events. */
  outcome: DiagnosisOutcome;
};

/** What a line of a diagnosis means for events. */
export type DiagnosisOutcome =
  /** It may explain the silence. */
  | 'ATTENTION'
  /** No events can come. */
  | 'FAILED'
  /** Events can pass. */
  | 'OK'
  /** It was not checked, or could not be. */
  | 'UNKNOWN';

/** Which way a call goes, as the watched extension sees it. */
export type DialogDirection =
  /** The extension dials. */
  | 'INITIATOR'
  /** The extension is called. */
  | 'RECIPIENT';

/** The call state of an extension: what its busy lamp shows. Kazoo 5 only. */
export type DialogEvent = Event & {
  __typename?: 'DialogEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** `ecallmgr`, or `park` for parking lamps. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** The leg. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** Which way the call goes, as the extension sees it; null where Kazoo does not say, and for a word without a name here. */
  dialogDirection?: Maybe<DialogDirection>;
  /** Kazoo's word for `dialogDirection`: `initiator` when the extension dials, `recipient` when it is called. */
  direction?: Maybe<Scalars['String']['output']>;
  /** `presence`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** The SIP event package, `dialog`. */
  eventPackage?: Maybe<Scalars['String']['output']>;
  /**
   * The former name of `expiresSeconds`.
   * @deprecated Use `expiresSeconds`.
   */
  expires?: Maybe<Scalars['Int']['output']>;
  /** How long the state holds, in seconds; 0: until the next one. */
  expiresSeconds?: Maybe<Scalars['Int']['output']>;
  /** The SIP address of the same, as `sip:user@realm`. */
  from?: Maybe<Scalars['String']['output']>;
  /** The part of `from` after the `@`. */
  fromRealm?: Maybe<Scalars['String']['output']>;
  /** The SIP dialog's tag at the extension. `A` for parking lamps. */
  fromTag?: Maybe<Scalars['String']['output']>;
  /** The part of `from` before the `@`. */
  fromUser?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** Kazoo's id of the message. From a switch it is its clock in microseconds, as digits, and tells the order of what happened on one leg. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** Always `dialog_update`. */
  name: Scalars['String']['output'];
  /** The extension that is watched, as `extension@realm`. */
  presenceId?: Maybe<Scalars['String']['output']>;
  /** When the gateway received it. Kazoo tells no time of its own. */
  receivedAt: Scalars['DateTime']['output'];
  /** `early` while it rings, `confirmed` while people talk, `terminated` about a second after the end. */
  state?: Maybe<Scalars['String']['output']>;
  /** The far end, as `sip:user@realm`. */
  to?: Maybe<Scalars['String']['output']>;
  /** The part of `to` after the `@`. */
  toRealm?: Maybe<Scalars['String']['output']>;
  /** The SIP dialog's tag at the far end. `B` for parking lamps. */
  toTag?: Maybe<Scalars['String']['output']>;
  /** The address of the watched extension once more. */
  toUri?: Maybe<Scalars['String']['output']>;
  /** The part of `to` before the `@`. For parking lamps (`appName` is `park`) the caller's name, in any script. */
  toUser?: Maybe<Scalars['String']['output']>;
};

/** Which extensions. All that are given must hold; of a list, one. An event without the value does not pass. */
export type DialogEventFilter = {
  /** Only calls that go this way. */
  dialogDirection?: InputMaybe<DialogDirection>;
  /**
   * Only calls that go this way.
   * @deprecated Use `dialogDirection`.
   */
  direction?: InputMaybe<DialogDirection>;
  /** Only these extensions, as `extension@realm`. */
  presenceIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only these states, for instance `confirmed`. */
  states?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** What can happen to a document: Kazoo's words in capitals. */
export type DocumentAction =
  /** Saved for the first time. For an outgoing fax that is when it ends. */
  | 'DOC_CREATED'
  /** Deleted, or marked as deleted: see `isSoftDeleted`. */
  | 'DOC_DELETED'
  /** Saved again. */
  | 'DOC_EDITED';

/** A document was made, changed or deleted. Kazoo tells which one, not what it holds: read it by REST. */
export type DocumentEvent = Event & {
  __typename?: 'DocumentEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** Which application of Kazoo told it, usually `datamgr`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** When the document was made. Kazoo swaps the two dates; here they are right. */
  dateCreated?: Maybe<Scalars['DateTime']['output']>;
  /** When the document was saved last. */
  dateModified?: Maybe<Scalars['DateTime']['output']>;
  /** What happened, to decide by; null where `name` is a word without a name here. */
  documentAction?: Maybe<DocumentAction>;
  /** The document. Faxes and mailbox messages begin with the month they are filed under: `202403-…`. */
  documentId?: Maybe<Scalars['ID']['output']>;
  /** What kind of document, to decide by; null for those without a name here: see `type`. */
  documentType?: Maybe<DocumentType>;
  /** `configuration`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** True on most deletions: Kazoo marks documents instead of removing them. */
  isSoftDeleted?: Maybe<Scalars['Boolean']['output']>;
  /** Kazoo's id of the message. From a switch it is its clock in microseconds, as digits, and tells the order of what happened on one leg. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** What happened, in Kazoo's word: `doc_created`, `doc_edited` or `doc_deleted`. */
  name: Scalars['String']['output'];
  /** The cache of Kazoo that this is meant for. */
  originCache?: Maybe<Scalars['String']['output']>;
  /** When the gateway received it. */
  receivedAt: Scalars['DateTime']['output'];
  /** The document's revision, as `N-` and hexadecimal characters; N grows with each save. */
  rev?: Maybe<Scalars['String']['output']>;
  /** What kind of document, in Kazoo's word, for instance `user`, `conference`. An open set. */
  type?: Maybe<Scalars['String']['output']>;
};

/** Which documents. All that are given must hold; of a list, one. An event without the value does not pass. */
export type DocumentEventFilter = {
  /**
   * Only these actions.
   * @deprecated Use the argument `action`, in a subscription for each.
   */
  actions?: InputMaybe<Array<DocumentAction>>;
  /** Only these documents. */
  documentIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** True: only documents marked as deleted. False: only others. */
  isSoftDeleted?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only these types in Kazoo's words, also ones without a name here, for instance `conference`, `queue`, `group`. Leave out `type` then. */
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** The types of documents that can be asked for by name: Kazoo's words in capitals. Others come when `type` is left out: see `types` of the filter. */
export type DocumentType =
  /** The account itself; its document's id is the account's. */
  | 'ACCOUNT'
  /** A callflow: what happens to calls to a number. */
  | 'CALLFLOW'
  /** The recording of a call. Kazoo itself would never deliver these by name; the gateway does. */
  | 'CALL_RECORDING'
  /** A phone or other endpoint. */
  | 'DEVICE'
  /** A fax that was received or sent. */
  | 'FAX'
  /** A faxbox: a number that receives faxes. */
  | 'FAXBOX'
  /** A voicemail message. */
  | 'MAILBOX_MESSAGE'
  /** A piece of audio, such as music on hold. */
  | 'MEDIA'
  /** A user. */
  | 'USER'
  /** A voicemail box. */
  | 'VMBOX';

/**
 * Why something failed: the `extensions.code` of every error. The set is closed. The wire carries the code in `errors`, not in a field; the enum
 * is here to be read and for generated code. Decide by the code: the message is written for people, and may change.
 */
export type ErrorCode =
  /** The account is disabled. Tell the user: its administrator can enable it. */
  | 'ACCOUNT_DISABLED'
  /** The account has expired, at `extensions.expiredAt` where that is known. Tell the user: its administrator can renew it. */
  | 'ACCOUNT_EXPIRED'
  /** An argument, a variable or the request is wrong; Kazoo's field errors are in `extensions.fields`. Mend the request. */
  | 'BAD_USER_INPUT'
  /** Kazoo does not offer the binding, or failed twice when asked for it. Use another one: see the query `bindings`. */
  | 'BINDING_REJECTED'
  /** What came after the cursor is not known completely. Load afresh, and subscribe after the new snapshot's cursor, or without `after`. */
  | 'CURSOR_EXPIRED'
  /** You may not see this, or it does not exist; or the web origin is not allowed. Do not try again with this token. */
  | 'FORBIDDEN'
  /** The document is not GraphQL. Mend the document. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The document does not fit the schema, or is too large, too deep or too expensive. Mend the document. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** A fault of the gateway, logged there and not explained. Try again later, and tell the operator the `X-Request-ID`. */
  | 'INTERNAL_SERVER_ERROR'
  /** The account, the user, the password or the API key is wrong. Ask the user again. */
  | 'INVALID_CREDENTIALS'
  /**
   * The login needs a second factor. Repeat it with a `multiFactorResponse` that answers `extensions.multiFactorRequest`, which is
   * `{ providerName, settings }`: for `otp` the code as a text, for `duo` the object that Duo gave.
   */
  | 'MULTI_FACTOR_REQUIRED'
  /** No trusted document has this hash. Send the whole document, or deploy it at the gateway. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** This gateway has no trusted documents. Send the whole document. */
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  /** This gateway runs trusted documents only. Deploy the document at the gateway. */
  | 'PERSISTED_QUERY_ONLY'
  /** Too many logins, connections, operations or documents. Wait for `extensions.retryAfter` seconds, where it is there. */
  | 'RATE_LIMITED'
  /** Kazoo does not renew tokens of this login method (Kazoo 5, by default). Log in again before the token ends. */
  | 'RENEWAL_NOT_ALLOWED'
  /** The gateway stops. Connect again. */
  | 'SHUTTING_DOWN'
  /** The token is past its time. Log in again, and next time run `refreshToken` earlier. */
  | 'TOKEN_EXPIRED'
  /** A limit on subscriptions or topics is reached. End some subscriptions first. */
  | 'TOO_MANY_SUBSCRIPTIONS'
  /** There is no token, or one that Kazoo does not accept (any more). Log in again. */
  | 'UNAUTHENTICATED'
  /** Kazoo did not answer in time. Try again later. */
  | 'UPSTREAM_TIMEOUT'
  /** Kazoo cannot be reached, or answered with an error. Try again later. */
  | 'UPSTREAM_UNAVAILABLE';

/** Something that happened in Kazoo. Every event type has these fields; the typed ones come with the type. */
export type Event = {
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** Where the event stands in the gateway's history, which has the order of receipt: Kazoo may swap events. Opaque; the same in every subscription. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** Set on the first event after others may have been missed, for instance when the connection to Kazoo broke; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates, for instance after a reconnect. */
  id: Scalars['ID']['output'];
  /** What happened, in Kazoo's word: `CHANNEL_CREATE`, `doc_edited`, `add-member`. */
  name: Scalars['String']['output'];
  /** When the gateway received it. Some events carry no time of their own. */
  receivedAt: Scalars['DateTime']['output'];
};

/** A fax that was received or sent, or is to be sent. */
export type Fax = {
  __typename?: 'Fax';
  /** How often Kazoo has tried to send it. */
  attempts?: Maybe<Scalars['Int']['output']>;
  /** When it was received, or given to Kazoo. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** What went wrong when it was sent, as text for people. */
  errorMessage?: Maybe<Scalars['String']['output']>;
  /** The faxbox; null where there is none. */
  faxboxId?: Maybe<Scalars['ID']['output']>;
  /** Where it is kept. */
  folder: FaxFolder;
  /** The sender's name. */
  fromName?: Maybe<Scalars['String']['output']>;
  /** The sender's number. */
  fromNumber?: Maybe<Scalars['String']['output']>;
  /** The document of the fax, or the job: `documentId` of `documentEvents`, `faxId` of `faxEvents`. */
  id: Scalars['ID']['output'];
  /** That user; null when there is none, or no longer. */
  owner?: Maybe<User>;
  /** The user whose fax it is. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** How many pages were sent. */
  pagesSent?: Maybe<Scalars['Int']['output']>;
  /** How often Kazoo will try again. */
  retries?: Maybe<Scalars['Int']['output']>;
  /** What the job is doing, for instance `pending`, `processing`, `completed` or `failed`. */
  status?: Maybe<Scalars['String']['output']>;
  /** Whether it arrived; null before the end. */
  success?: Maybe<Scalars['Boolean']['output']>;
  /** How long sending it took, in seconds. */
  timeElapsedSeconds?: Maybe<Scalars['Int']['output']>;
  /** The receiver's name. */
  toName?: Maybe<Scalars['String']['output']>;
  /** The receiver's number. */
  toNumber?: Maybe<Scalars['String']['output']>;
};

/** Which way a fax goes. */
export type FaxDirection =
  /** It is received. */
  | 'INCOMING'
  /** It is sent. */
  | 'OUTGOING';

/** Where Kazoo keeps a fax. */
export type FaxFolder =
  /** It was received. */
  | 'INBOX'
  /** It was sent, or given up. */
  | 'OUTBOX'
  /** It is to be sent, or is being sent. */
  | 'OUTGOING';

/** The faxes of one folder at one moment. */
export type FaxSnapshot = PagedSnapshot & ResumableSnapshot & Snapshot & {
  __typename?: 'FaxSnapshot';
  /**
   * Where the picture stands in the stream of events: subscribe with it as `after`, and nothing between the picture and the stream is lost.
   * Do so within about half a minute: when nobody listens any more, the gateway stops, and `CURSOR_EXPIRED` says to take a new picture. Null when Kazoo's events cannot be had right now. Select it only if you use it: Kazoo then has to confirm a subscription (`object.*.fax`, or `fax.status.*`) first.
   */
  cursor?: Maybe<Scalars['String']['output']>;
  /** The faxes. */
  nodes: Array<Fax>;
  /** Whether there is more, and how to ask for it. */
  pageInfo: PageInfo;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** The progress of a fax: outgoing `start`, `prepare`, `send` for each page, then `end` or `error`; incoming `receive`, then `end` or `error`. */
export type FaxStatusEvent = Event & {
  __typename?: 'FaxStatusEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** `fax`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** The receiver's name. Incoming only. */
  calleeIdName?: Maybe<Scalars['String']['output']>;
  /** The receiver's number. Incoming only. */
  calleeIdNumber?: Maybe<Scalars['String']['output']>;
  /** The sender's name. Incoming only. */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /** The sender's number. Incoming only. */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** The job at the cloud print service, which no longer exists. */
  cloudJobId?: Maybe<Scalars['ID']['output']>;
  /** The printer at the cloud print service, which no longer exists. */
  cloudPrinterId?: Maybe<Scalars['ID']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** Kazoo's word for `faxDirection`, `incoming` or `outgoing`. */
  direction?: Maybe<Scalars['String']['output']>;
  /** `fax`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** Rows that were garbled on the way. */
  faxBadRows?: Maybe<Scalars['Int']['output']>;
  /** Which way the fax goes; null where Kazoo does not say, and for a word without a name here. */
  faxDirection?: Maybe<FaxDirection>;
  /** The document that the fax was stored as. */
  faxDocId?: Maybe<Scalars['ID']['output']>;
  /** Whether error correction is in use. */
  faxEcmUsed?: Maybe<Scalars['Boolean']['output']>;
  /** The compression, as the switch's number; see `faxEncodingName`. */
  faxEncoding?: Maybe<Scalars['Int']['output']>;
  /** The compression, for instance `T.6`. */
  faxEncodingName?: Maybe<Scalars['String']['output']>;
  /** The fax job. Of an incoming one it is the id of its document, `YYYYMM-` and 32 hexadecimal characters. */
  faxId?: Maybe<Scalars['ID']['output']>;
  /** Resolution of the page, for instance `204x196`. */
  faxImageResolution?: Maybe<Scalars['String']['output']>;
  /**
   * The former name of `faxImageSizeBytes`.
   * @deprecated Use `faxImageSizeBytes`.
   */
  faxImageSize?: Maybe<Scalars['Int']['output']>;
  /** Size of the page's image in bytes. */
  faxImageSizeBytes?: Maybe<Scalars['Int']['output']>;
  /** What this end calls itself, usually its number. */
  faxLocalStationId?: Maybe<Scalars['String']['output']>;
  /** What the other machine calls itself, usually its number. */
  faxRemoteStationId?: Maybe<Scalars['String']['output']>;
  /** How it ended, as the switch's number; 0 is success. */
  faxResultCode?: Maybe<Scalars['Int']['output']>;
  /** How it ended, in the switch's words, for instance `OK`. */
  faxResultText?: Maybe<Scalars['String']['output']>;
  /** `start`, `prepare`, `send`, `receive`, `end` or `error`. */
  faxState?: Maybe<Scalars['String']['output']>;
  /** Whether the fax arrived; null until the end. */
  faxSuccess?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the fax travels as T.38 rather than as audio. */
  faxT38Used?: Maybe<Scalars['Boolean']['output']>;
  /** Pages of the whole fax. */
  faxTotalPages?: Maybe<Scalars['Int']['output']>;
  /**
   * The former name of `faxTransferRateBitsPerSecond`.
   * @deprecated Use `faxTransferRateBitsPerSecond`.
   */
  faxTransferRate?: Maybe<Scalars['Int']['output']>;
  /** Speed in bits per second, for instance 14400. */
  faxTransferRateBitsPerSecond?: Maybe<Scalars['Int']['output']>;
  /** Pages that went through so far. */
  faxTransferredPages?: Maybe<Scalars['Int']['output']>;
  /** The faxbox; null where there is none. */
  faxboxId?: Maybe<Scalars['ID']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /**
   * The former name of `faxId`.
   * @deprecated Use `faxId`.
   */
  jobId?: Maybe<Scalars['ID']['output']>;
  /** Kazoo's id of the message. From a switch it is its clock in microseconds, as digits, and tells the order of what happened on one leg. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** Always `status`; see `faxState`. */
  name: Scalars['String']['output'];
  /** The page at hand; outgoing faxes begin with 0. Null at the end. */
  page?: Maybe<Scalars['Int']['output']>;
  /** When the gateway received it. Kazoo tells no time of its own. */
  receivedAt: Scalars['DateTime']['output'];
  /** What happens, as English prose for people. Do not parse it. */
  status?: Maybe<Scalars['String']['output']>;
};

/** Which faxes. All that are given must hold; of a list, one. An event without the value does not pass. */
export type FaxStatusEventFilter = {
  /**
   * Only faxes that go this way.
   * @deprecated Use `faxDirection`.
   */
  direction?: InputMaybe<FaxDirection>;
  /** Only faxes that go this way. */
  faxDirection?: InputMaybe<FaxDirection>;
  /** Only these states, for instance `end` and `error`. */
  faxStates?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only faxes of these faxboxes. */
  faxboxIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /**
   * Only these jobs.
   * @deprecated Use the argument `faxId`, in a subscription for each.
   */
  jobIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** A stretch of time in which events may have been missed. Kazoo replays nothing: load what you show afresh. */
export type Gap = {
  __typename?: 'Gap';
  /** The accounts whose events may be missing: one of them, unless the subscription has `scope: DESCENDANTS`. `*` is any. */
  accountIds: Array<Scalars['ID']['output']>;
  /**
   * Whether Kazoo certainly sent nothing, or dropped something, for some of the time. False where it only may have done so, for instance because a month may
   * have begun. Load afresh in both cases.
   */
  certain: Scalars['Boolean']['output'];
  /** The last moment that is known to be complete. */
  from: Scalars['DateTime']['output'];
  /** Why. */
  reason: GapReason;
  /** When events began to flow again. */
  to: Scalars['DateTime']['output'];
};

/** Why events may have been missed. */
export type GapReason =
  /**
   * A month began, or may have begun, where Kazoo runs: it files voicemail messages, faxes and recordings by months, partly by UTC's, and what was
   * filed before the gateway could follow both may be missing.
   */
  | 'MONTH_TURNED'
  /**
   * Several gateways share the events of the account, and the one that brought them to the others was lost, or lost touch with them: another one has taken its
   * place. `from` is the last moment at which it was known to be there.
   */
  | 'OWNER_LOST'
  /** The gateway's connection to Kazoo was lost and has been restored. */
  | 'UPSTREAM_DISCONNECTED'
  /**
   * Kazoo dropped an answer to the gateway, and events with it, or so much came at once that it may have dropped some: under load Kazoo 4.3.116 and later
   * drop what they cannot send at once. `certain` tells which.
   */
  | 'UPSTREAM_OVERFLOW';

/** What a live list tells: all of it, or what changed. */
export type LiveUpdateKind =
  /** What changed since the update before: put the rows into your table by `id`, and take out those in `removed`. */
  | 'CHANGES'
  /** Everything: forget what you had. It comes first, and again when changes may have been missed. */
  | 'SNAPSHOT';

/** What a login needs: exactly one of `accountName`, `accountRealm` and `phoneNumber`, and either `username` with `password`, or `credentials`. */
export type LoginInput = {
  /** The account's name. Kazoo compares letters and digits only, whatever their case. */
  accountName?: InputMaybe<Scalars['String']['input']>;
  /** The account's SIP realm, for instance `acme.sip.example.com`. */
  accountRealm?: InputMaybe<Scalars['String']['input']>;
  /** Instead of username and password: hexadecimal MD5 or SHA-1 of `username:password`, the username in lower case. */
  credentials?: InputMaybe<Scalars['String']['input']>;
  /** How `credentials` are (to be) hashed. */
  method?: CredentialsMethod;
  /** The answer to the `multiFactorRequest` of a login that failed with `MULTI_FACTOR_REQUIRED`, as its provider defines it. */
  multiFactorResponse?: InputMaybe<Scalars['JSON']['input']>;
  /** The password; its case matters. */
  password?: InputMaybe<Scalars['String']['input']>;
  /** Any phone number that belongs to the account, for instance `+14155550142`. */
  phoneNumber?: InputMaybe<Scalars['String']['input']>;
  /** The user's name; its case does not matter. */
  username?: InputMaybe<Scalars['String']['input']>;
};

/** How many messages wait in a mailbox. Kazoo 5 only. */
export type MessageWaitingEvent = Event & {
  __typename?: 'MessageWaitingEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** Which application of Kazoo told it, for instance `callflow`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** A hash of the address. Not a call. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** `presence`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** The voicemail prefix and the mailbox, for instance `*982002`; null where Kazoo is not set up for it. */
  extendedPresenceId?: Maybe<Scalars['String']['output']>;
  /** The mailbox, as `sip:mailbox@realm`. */
  from?: Maybe<Scalars['String']['output']>;
  /** The account's SIP realm. */
  fromRealm?: Maybe<Scalars['String']['output']>;
  /** The mailbox number. */
  fromUser?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** The mailbox, as `sip:mailbox@realm`. */
  messageAccount?: Maybe<Scalars['String']['output']>;
  /** Messages that nobody has heard. */
  messagesNew?: Maybe<Scalars['Int']['output']>;
  /** Messages that were kept. */
  messagesSaved?: Maybe<Scalars['Int']['output']>;
  /** Urgent new messages; Kazoo always says 0. */
  messagesUrgent?: Maybe<Scalars['Int']['output']>;
  /** Urgent kept messages; Kazoo always says 0. */
  messagesUrgentSaved?: Maybe<Scalars['Int']['output']>;
  /** Whether the lamp is on. */
  messagesWaiting?: Maybe<Scalars['Boolean']['output']>;
  /** Kazoo's id of the message. From a switch it is its clock in microseconds, as digits, and tells the order of what happened on one leg. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** Always `mwi_update`. */
  name: Scalars['String']['output'];
  /** The mailbox, as `mailbox@realm`. */
  presenceId?: Maybe<Scalars['String']['output']>;
  /** When the gateway received it. Kazoo tells no time of its own. */
  receivedAt: Scalars['DateTime']['output'];
  /** The mailbox, as `sip:mailbox@realm`. */
  to?: Maybe<Scalars['String']['output']>;
  /** The account's SIP realm. */
  toRealm?: Maybe<Scalars['String']['output']>;
  /** The mailbox number. */
  toUser?: Maybe<Scalars['String']['output']>;
};

/** Which mailboxes. All that are given must hold; of a list, one. An event without the value does not pass. */
export type MessageWaitingEventFilter = {
  /** True: only where the lamp is on. False: only where it is off. */
  messagesWaiting?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only these mailboxes, as `mailbox@realm`. */
  presenceIds?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A call that is over, and that somebody missed. */
export type MissedCall = {
  __typename?: 'MissedCall';
  /** The account that it was of. */
  accountId: Scalars['ID']['output'];
  /** Who answered in the end; null when nobody did, and where a conference did. */
  answeredBy?: Maybe<CallParty>;
  /** The leg of whoever called, as in the `legs` of `calls`, in `callEvents` and in `voicemailMessages`. */
  callId: Scalars['ID']['output'];
  /** Where this stands in the stream: the `after` of whoever resumes behind it. */
  cursor: Scalars['String']['output'];
  /** Which way it went: `INBOUND` or `INTERNAL`. */
  direction: CallRoute;
  /** When it ended. */
  endedAt: Scalars['DateTime']['output'];
  /** Who called. */
  from: CallParty;
  /** What may have been missed before; null when nothing was. */
  gap?: Maybe<Gap>;
  /** What ended it, for instance `ORIGINATOR_CANCEL`; null where Kazoo does not tell. */
  hangupCause?: Maybe<Scalars['String']['output']>;
  /** Names it among all missed calls, for caches. */
  id: Scalars['ID']['output'];
  /** Whether a message was left; null where that cannot be known: Kazoo does not tell of messages, or did not within a minute. */
  leftVoicemail?: Maybe<Scalars['Boolean']['output']>;
  /** The users whose phones rang without being answered by them; none where a menu or a mailbox answered at once, and for phones of nobody. */
  missedBy: Array<Scalars['ID']['output']>;
  /** When it came in. */
  occurredAt: Scalars['DateTime']['output'];
  /** The queue that it came to; null when there is none. */
  queueId?: Maybe<Scalars['ID']['output']>;
  /** Who was called: whose phone rang, if that was one; a mailbox by its name; or else what was dialled. */
  to: CallParty;
};

/** Which missed calls. All that are given must hold; of a list, one. */
export type MissedCallFilter = {
  /** Only calls that went one of these ways. */
  directions?: InputMaybe<Array<CallRoute>>;
  /** Only calls that rang a phone of one of these users without being answered by them; then also calls that somebody else answered. */
  missedBy?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only calls from or to one of these numbers, as in `from` and `to`. */
  numbers?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only calls that came to one of these queues. */
  queueIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** What changes who one is. The gateway changes nothing else at Kazoo. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Logs in to Kazoo with exactly one account selector, and either `username` and `password` or ready-made `credentials`.
   *
   * On a WebSocket it also makes that connection's session: everything after it runs with the new token. Over HTTP, send the `authToken`
   * with later requests. Fails with `INVALID_CREDENTIALS`, `MULTI_FACTOR_REQUIRED`, `ACCOUNT_DISABLED`, `ACCOUNT_EXPIRED`,
   * `BAD_USER_INPUT` (Kazoo's field errors are in `extensions.fields`), `RATE_LIMITED`, `UPSTREAM_UNAVAILABLE` or `UPSTREAM_TIMEOUT`.
   */
  login: AuthSession;
  /**
   * Exchanges the token, while it is still good, for one with a new lifetime. Every live WebSocket and SSE stream of the old token goes on
   * with the new one, whatever transport this mutation came over; no event is lost.
   *
   * Kazoo 5 renews only the tokens of the login methods for which its operator allows it, by default of none. Then this fails with
   * `RENEWAL_NOT_ALLOWED`: log in again before the token ends, and see `AuthSession.canRefresh`.
   */
  refreshToken: AuthSession;
};


/** What changes who one is. The gateway changes nothing else at Kazoo. */
export type MutationLoginArgs = {
  input: LoginInput;
};

/**
 * What Kazoo would send by mail: a missed call, and what else the operator lets through. Kazoo 5 only, where bh_notifications is running, by
 * `events` with the binding `notifications.sip.missed_call`. A missed call is told only by callflows that are set up for it. Kazoo sends
 * those of all accounts; the gateway hands on those of the account that was asked for.
 */
export type NotificationEvent = Event & {
  __typename?: 'NotificationEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** Which application of Kazoo told it, for instance `callflow`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** That document. */
  authorizingId?: Maybe<Scalars['ID']['output']>;
  /** The kind of document that let the call in, for instance `device`, `resource`. */
  authorizingType?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** Whether anybody answered after all. */
  callBridged?: Maybe<Scalars['Boolean']['output']>;
  /** The caller's leg. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** The caller's name. */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /** The caller's number. */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** `notification`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** The part of that address after the `@`. */
  fromRealm?: Maybe<Scalars['String']['output']>;
  /** The user part of the caller's SIP address. */
  fromUser?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** The mail addresses that are told. */
  mailAddresses?: Maybe<Array<Scalars['String']['output']>>;
  /** Whether the caller left a message. */
  messageLeft?: Maybe<Scalars['Boolean']['output']>;
  /** Kazoo's id of the message, 32 hexadecimal characters. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** Which notification, for instance `missed_call`. */
  name: Scalars['String']['output'];
  /** Whom the callflow tells and how, in Kazoo's own keys. */
  notify?: Maybe<Scalars['JSON']['output']>;
  /** When the gateway received it. */
  receivedAt: Scalars['DateTime']['output'];
  /** When it happened, by Kazoo's clock. */
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  /** The part of that address after the `@`. */
  toRealm?: Maybe<Scalars['String']['output']>;
  /** What was called, as the user part of its SIP address. */
  toUser?: Maybe<Scalars['String']['output']>;
};

/** Whether a list that Kazoo hands out page by page goes on. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The `after` of the next page; null on the last one. */
  endCursor?: Maybe<Scalars['PageCursor']['output']>;
  /** Whether there is a next page. */
  hasNextPage: Scalars['Boolean']['output'];
};

/** A list that comes page by page. */
export type PagedSnapshot = {
  /** Whether there is more, and how to ask for it. */
  pageInfo: PageInfo;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** A call that waits in a parking slot. */
export type ParkedCall = {
  __typename?: 'ParkedCall';
  /** Whether somebody parked it by an attended transfer. */
  attended?: Maybe<Scalars['Boolean']['output']>;
  /** The leg that waits, as in events. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** The caller's name. */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /** The caller's number. */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** The caller, as `sip:user@realm`. */
  callerIdUri?: Maybe<Scalars['String']['output']>;
  /**
   * The former name of `callerIdName`.
   * @deprecated Use `callerIdName`.
   */
  cidName?: Maybe<Scalars['String']['output']>;
  /**
   * The former name of `callerIdNumber`.
   * @deprecated Use `callerIdNumber`.
   */
  cidNumber?: Maybe<Scalars['String']['output']>;
  /**
   * The former name of `callerIdUri`.
   * @deprecated Use `callerIdUri`.
   */
  cidUri?: Maybe<Scalars['String']['output']>;
  /** The SIP dialog's tag at the caller. */
  fromTag?: Maybe<Scalars['String']['output']>;
  /** Names the slot of this account in caches. Opaque. */
  id: Scalars['ID']['output'];
  /** The leg that parked it. */
  parkerCallId?: Maybe<Scalars['ID']['output']>;
  /** The lamp of the slot, as `extension@realm`. */
  presenceId?: Maybe<Scalars['String']['output']>;
  /** The part of `presenceId` after the `@`. */
  presenceRealm?: Maybe<Scalars['String']['output']>;
  /** What the lamp shows, for instance `early`. */
  presenceType?: Maybe<Scalars['String']['output']>;
  /** The part of `presenceId` before the `@`, for instance `*3100`. */
  presenceUser?: Maybe<Scalars['String']['output']>;
  /** The device that rings when nobody takes the call back. */
  ringbackId?: Maybe<Scalars['ID']['output']>;
  /** The slot, for instance `100`. */
  slot: Scalars['ID']['output'];
  /** The id that the slot's lamp goes by. Not a call. */
  slotCallId?: Maybe<Scalars['ID']['output']>;
  /** The SIP dialog's tag at the callee. */
  toTag?: Maybe<Scalars['String']['output']>;
};

/** The parked calls of an account at one moment. */
export type ParkedCallSnapshot = ResumableSnapshot & Snapshot & {
  __typename?: 'ParkedCallSnapshot';
  /**
   * Where the picture stands in the stream of events: subscribe with it as `after`, and nothing between the picture and the stream is lost.
   * Do so within about half a minute: when nobody listens any more, the gateway stops, and `CURSOR_EXPIRED` says to take a new picture. Null when Kazoo's events cannot be had right now. Select it only if you use it: Kazoo then has to confirm a subscription (`call.*.*`) first.
   */
  cursor?: Maybe<Scalars['String']['output']>;
  /** The calls, one for each parking slot in use. */
  nodes: Array<ParkedCall>;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the live list of parked calls tells: first all of it, then what changed. */
export type ParkedCallsUpdate = {
  __typename?: 'ParkedCallsUpdate';
  /** Where this stands in the stream of events: what Kazoo told before it was asked is in the rows. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /** The time in which Kazoo answered nothing, if it was long; the `SNAPSHOT` that carries it makes up for that. Null otherwise. */
  gap?: Maybe<Gap>;
  /** Whether `parkedCalls` is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** Whole rows: all of them, or those that are new or changed. */
  parkedCalls: Array<ParkedCall>;
  /** Those that are gone; none in a `SNAPSHOT`. */
  removed: Array<RemovedRow>;
  /** When Kazoo was asked, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the live list of people tells: first all of it, then what changed. */
export type PeopleUpdate = {
  __typename?: 'PeopleUpdate';
  /** Where this stands in the stream of events: `callEvents` goes on from here with it as `after`. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /** What may have been missed before; the `SNAPSHOT` that carries it makes up for that. Null when nothing was. */
  gap?: Maybe<Gap>;
  /** Whether `people` is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** Whole rows: all of them, or those that are new or changed. */
  people: Array<Person>;
  /** Those who are users no more; none in a `SNAPSHOT`. */
  removed: Array<RemovedRow>;
  /** When the oldest was so of what is told here, by the gateway's clock: the list of registrations may be half a minute old. */
  takenAt: Scalars['DateTime']['output'];
};

/** A user with what they do. Times are moments, so that nothing in it grows old. */
export type Person = {
  __typename?: 'Person';
  /** The account that they are of. */
  accountId: Scalars['ID']['output'];
  /** The call that `state` is about; null when they are in none. */
  call?: Maybe<PersonCall>;
  /** Their first name, as in `users`. */
  firstName?: Maybe<Scalars['String']['output']>;
  /** Names the row, for caches: the user itself has an id of its own. */
  id: Scalars['ID']['output'];
  /** Their last name, as in `users`. */
  lastName?: Maybe<Scalars['String']['output']>;
  /** How many phones of theirs are registered, each once; null where Kazoo does not tell. */
  phonesRegistered?: Maybe<Scalars['Int']['output']>;
  /** Since when: for calls by the switch's clock, for the rest when the gateway noticed. Null where it was so when the gateway began to look. */
  since?: Maybe<Scalars['DateTime']['output']>;
  /** What they do. Of several calls, the one counts in which they talk, or else that is held, or else that rings; of alike ones the latest. */
  state: PersonState;
  /** The user, as in `users`. */
  userId: Scalars['ID']['output'];
};

/** The call that a user is in, as the user sees it. */
export type PersonCall = {
  __typename?: 'PersonCall';
  /** Which way it goes, as the account sees it. */
  direction: CallRoute;
  /** Who is at the other end, or rings. */
  otherParty: CallParty;
  /** The `id` of its row in `calls`. */
  rowId: Scalars['ID']['output'];
};

/** The people of an account at one moment. */
export type PersonSnapshot = ResumableSnapshot & Snapshot & {
  __typename?: 'PersonSnapshot';
  /** Where the picture stands in the stream of events: `callEvents` goes on from here with it as `after`. */
  cursor: Scalars['String']['output'];
  /**
   * What may have been missed, and nothing has made up for yet: within it people may have begun or ended what does not show. Ask once more, or subscribe,
   * which brings what makes up for it. Null when the rows are right.
   */
  gap?: Maybe<Gap>;
  /** All users of the account. */
  nodes: Array<Person>;
  /** When the oldest was so of what is told here, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/** What a user does, as far as calls and phones tell. */
export type PersonState =
  /** In no call, and a phone of theirs can be reached; also where Kazoo does not tell which phones can. */
  | 'AVAILABLE'
  /** In no call, and Kazoo was told not to disturb them. */
  | 'DO_NOT_DISTURB'
  /** In no call, and no phone of theirs is registered. */
  | 'OFFLINE'
  /** They are in a call that either side has put on hold. */
  | 'ON_HOLD'
  /** A phone of theirs rings, or they wait for somebody to answer. */
  | 'RINGING'
  /** They are in a call that was answered, also by a menu or a mailbox. */
  | 'TALKING';

/** The state of a lamp: an extension that is reachable or not, a queue or agent, a feature of a callflow. Kazoo 5 only. */
export type PresenceUpdateEvent = Event & {
  __typename?: 'PresenceUpdateEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** Which application of Kazoo told it; for features of a callflow the name of the module, for instance `manual_presence`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** Which way the leg goes, as the switch sees it; null where Kazoo does not say, and for a word without a name here. */
  callDirection?: Maybe<CallDirection>;
  /** The leg; for answers to probes a hash of `presenceId`. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** Kazoo's word for `callDirection`: `inbound` when the extension called the switch, `outbound` when the switch called it. */
  direction?: Maybe<Scalars['String']['output']>;
  /** `presence`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** The SIP event package, for instance `dialog`. */
  eventPackage?: Maybe<Scalars['String']['output']>;
  /** The SIP address of the same, as `sip:user@realm`. */
  from?: Maybe<Scalars['String']['output']>;
  /** The part of `from` after the `@`. */
  fromRealm?: Maybe<Scalars['String']['output']>;
  /** The SIP dialog's tag at the extension. */
  fromTag?: Maybe<Scalars['String']['output']>;
  /** The part of `from` before the `@`. */
  fromUser?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** Kazoo's id of the message. From a switch it is its clock in microseconds, as digits, and tells the order of what happened on one leg. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** Always `update`. */
  name: Scalars['String']['output'];
  /** Whose lamp it is, as `extension@realm`. */
  presenceId?: Maybe<Scalars['String']['output']>;
  /** When the gateway received it. Kazoo tells no time of its own. */
  receivedAt: Scalars['DateTime']['output'];
  /** `trying`, `online`, `offline`, `early`, `confirmed` or `terminated`. */
  state?: Maybe<Scalars['String']['output']>;
  /** The leg that a pickup aims at. */
  targetCallId?: Maybe<Scalars['ID']['output']>;
  /** The SIP address that the lamp is shown for, as `sip:user@realm`. */
  to?: Maybe<Scalars['String']['output']>;
  /** The part of `to` after the `@`. */
  toRealm?: Maybe<Scalars['String']['output']>;
  /** The SIP dialog's tag at the far end. */
  toTag?: Maybe<Scalars['String']['output']>;
  /** The part of `to` before the `@`. */
  toUser?: Maybe<Scalars['String']['output']>;
};

/** Which lamps. All that are given must hold; of a list, one. An event without the value does not pass. */
export type PresenceUpdateEventFilter = {
  /** Only these lamps, as `extension@realm`. */
  presenceIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only these states, for instance `offline`. */
  states?: InputMaybe<Array<Scalars['String']['input']>>;
};

/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type Query = {
  __typename?: 'Query';
  /** An account that the token may see: its own or a descendant. */
  account?: Maybe<Account>;
  /**
   * How the calls of an account are doing right now: one row, which counts them. `answeredToday` and `missedToday` count from the moment at which
   * somebody began to look (`countedSince`), since Kazoo lists no answers: to have them of the whole day, subscribe to the field of this name.
   */
  accountBoard?: Maybe<AccountBoardSnapshot>;
  /**
   * The bindings that Kazoo's configuration offers, for instance `call.CHANNEL_CREATE.{CALL_ID}`: fill in the braces, or write `*`, and use
   * them with `events`. One of them can still be refused, if its module is not running. Needs no token.
   */
  bindings?: Maybe<Array<Scalars['String']['output']>>;
  /**
   * The calls of an account that are up right now, as people speak of them: one row for all legs of a call. To see them change, subscribe to the
   * field of this name, which begins with all of them; for the events that come after, to `callEvents` with `after: cursor`.
   */
  calls?: Maybe<CallSnapshot>;
  /**
   * The legs of an account's calls that are up right now. A call that people speak of has two or more legs; see `calls`.
   *
   * To go on without a hole, subscribe to `callEvents` without `events`, with `after: cursor`. A leg that CHANNEL_DESTROY has named is gone,
   * even if this list still shows it.
   */
  channels?: Maybe<ChannelSnapshot>;
  /**
   * A conference and who is in it right now, as in `conferences`; null when the account has none of this id. To see it change while somebody is in it,
   * subscribe to the field of this name.
   */
  conference?: Maybe<Conference>;
  /**
   * The conferences of an account and who is in them right now, page by page. Without PINs. To see those change that somebody is in, subscribe to
   * the field of this name, or to `conferenceEvents` of each.
   */
  conferences?: Maybe<ConferenceSnapshot>;
  /** The accounts below an account, at any depth, page by page. */
  descendants?: Maybe<DescendantSnapshot>;
  /**
   * The devices of an account, page by page. To go on without a hole, subscribe to `documentEvents(type: DEVICE)` with `after: cursor`; with
   * several pages, the cursor of the first.
   */
  devices?: Maybe<DeviceSnapshot>;
  /**
   * Why no events come: what the gateway and Kazoo know of one binding of an account, as a checklist from the token to the last event. Ask while the
   * silent subscription runs. A refusal is a line of the list, not an error. It subscribes nothing, and asks Kazoo for its sockets once.
   */
  diagnose?: Maybe<Diagnosis>;
  /**
   * The faxes of an account in one folder, page by page: of those that were received or sent, what Kazoo lists without a range of time, which is the
   * last month by default. To go on without a hole, subscribe with `after: cursor` to `documentEvents(type: FAX)` for `INBOX` and `OUTBOX`, to
   * `faxEvents` for `OUTGOING`; with several pages, use the cursor of the first. What is being received right now is told by `faxEvents` alone.
   */
  faxes?: Maybe<FaxSnapshot>;
  /**
   * The calls that are parked right now. To go on without a hole, subscribe to `callEvents` without `events`, with `after: cursor`: parking
   * is told by PARK_PARKED, PARK_RETRIEVED and PARK_ABANDONED.
   */
  parkedCalls?: Maybe<ParkedCallSnapshot>;
  /**
   * The users of an account with what they do right now: whether a phone of theirs rings, whom they talk to, whether a phone of theirs can be reached.
   * To see them change, subscribe to the field of this name. Not for users who are not administrators, as `users`.
   */
  people?: Maybe<PersonSnapshot>;
  /**
   * How the queues of an account are doing right now: one row of counts for each. To see them change, subscribe to the field of this name, which begins
   * with all of them. They belong to acdc, as `queues` do.
   */
  queueBoard?: Maybe<QueueBoardSnapshot>;
  /**
   * The calls of all queues of an account: those that wait, those that agents have, and what became of those of the last hour. They belong to acdc,
   * as `queues` do.
   */
  queueCalls?: Maybe<QueueCallSnapshot>;
  /**
   * The call queues of an account, page by page. They belong to Kazoo's call centre application (acdc): where it does not run, nobody has a
   * queue and the list is empty.
   */
  queues?: Maybe<QueueSnapshot>;
  /** The phones of an account that are registered right now. */
  registrations?: Maybe<RegistrationSnapshot>;
  /**
   * The sockets that are open to Kazoo's websocket application (blackhole) for an account: the gateway's own and anybody else's. For health
   * checks. `UPSTREAM_UNAVAILABLE` when no node of that application answers.
   */
  upstreamSockets?: Maybe<UpstreamSocketSnapshot>;
  /**
   * The users of an account, page by page. To go on without a hole, subscribe to `documentEvents(type: USER)` with `after: cursor`; with
   * several pages, the cursor of the first.
   */
  users?: Maybe<UserSnapshot>;
  /** Who the token of this request belongs to; null when no token was sent. */
  viewer?: Maybe<Viewer>;
  /**
   * The voicemail boxes of an account, page by page. Without PINs. To go on without a hole, subscribe to `documentEvents(type: VMBOX)` with
   * `after: cursor`; with several pages, the cursor of the first. Changes of how many messages wait are told by `messageWaitingEvents` (Kazoo 5).
   */
  voicemailBoxes?: Maybe<VoicemailBoxSnapshot>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryAccountArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryAccountBoardArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  scope?: InputMaybe<AccountScope>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryCallsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  filter?: InputMaybe<CallFilter>;
  scope?: InputMaybe<AccountScope>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryChannelsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryConferenceArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  id: Scalars['ID']['input'];
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryConferencesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['PageCursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryDescendantsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['PageCursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryDevicesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['PageCursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryDiagnoseArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  binding: Scalars['String']['input'];
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryFaxesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['PageCursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  folder: FaxFolder;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryParkedCallsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryPeopleArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryQueueBoardArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryQueueCallsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryQueuesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['PageCursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryRegistrationsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryUpstreamSocketsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryUsersArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['PageCursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be asked once. Each field can fail by itself: it is then null, its error has the field's name in `path`, and the others are answered.
 *
 * Snapshots are lists of what an account has at one moment, for the first screen. Those with a `cursor` can be followed without a hole: subscribe
 * to what the list names, with `after: cursor`. Nothing tells of changes in those without one: ask again.
 *
 * One operation causes at most 32 requests to Kazoo (the operator can change it): one for each account, each page of a list and, of related
 * documents such as `owner`, one each up to four or else one for every 200 users or devices of the account. What goes beyond fails with
 * `RATE_LIMITED`: split the operation. What is asked for twice counts once.
 *
 * Where the operator restricts users, those who are no administrators get what is their own in `channels`, `registrations`, `devices`,
 * `voicemailBoxes`, `conferences` and `faxes`, page by page what is left of Kazoo's page; the other lists say `FORBIDDEN`.
 */
export type QueryVoicemailBoxesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['PageCursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A call queue, of Kazoo's call centre application (acdc). */
export type Queue = {
  __typename?: 'Queue';
  /** The queue's document. */
  id: Scalars['ID']['output'];
  /** Its name, for people. */
  name?: Maybe<Scalars['String']['output']>;
  /** Which agent rings next, for instance `round_robin` or `most_idle`. Null where the list of this acdc does not tell. */
  strategy?: Maybe<Scalars['String']['output']>;
};

/** How a queue is doing, by acdc's lists: what became of calls is that of the last hour. Times are moments, so that nothing in it grows old. */
export type QueueBoard = {
  __typename?: 'QueueBoard';
  /** How many callers gave up, or were taken out of the queue. */
  abandoned: Scalars['Int']['output'];
  /** The account of the queue. */
  accountId: Scalars['ID']['output'];
  /** How many have a break. */
  agentsPaused?: Maybe<Scalars['Int']['output']>;
  /** How many of its agents wait for a call. Null, as are the counts below, when Kazoo does not say which agents it has. */
  agentsReady?: Maybe<Scalars['Int']['output']>;
  /** How many are called for a call of a queue; an agent of several queues counts in each. */
  agentsRinging?: Maybe<Scalars['Int']['output']>;
  /** How many talk, also with somebody whom they called themselves. */
  agentsTalking?: Maybe<Scalars['Int']['output']>;
  /** How many have time to finish what a call left to do. */
  agentsWrappingUp?: Maybe<Scalars['Int']['output']>;
  /** How long the calls waited on average that agents took, in seconds; null when they took none. */
  averageWaitSeconds?: Maybe<Scalars['Int']['output']>;
  /** How many calls agents took, also those that go on. */
  handled: Scalars['Int']['output'];
  /** Names the row in caches. Opaque. */
  id: Scalars['ID']['output'];
  /** Since when the one waits that has waited longest; null when none does. */
  longestWaitSince?: Maybe<Scalars['DateTime']['output']>;
  /** Its name, for people. */
  name?: Maybe<Scalars['String']['output']>;
  /** The queue's document. */
  queueId: Scalars['ID']['output'];
  /** How many calls wait for an agent. */
  waiting: Scalars['Int']['output'];
};

/** The board of queues at one moment. */
export type QueueBoardSnapshot = Snapshot & {
  __typename?: 'QueueBoardSnapshot';
  /** The time in which Kazoo has answered nothing, if it is long: the rows are those before it. Null otherwise. */
  gap?: Maybe<Gap>;
  /** A row for each queue. */
  nodes: Array<QueueBoard>;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the board of queues tells: first all of it, then what changed. */
export type QueueBoardUpdate = {
  __typename?: 'QueueBoardUpdate';
  /** Where this stands in the stream of events: what Kazoo told before it was asked is in the rows. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /** The time in which Kazoo answered nothing, if it was long; the `SNAPSHOT` that carries it makes up for that. Null otherwise. */
  gap?: Maybe<Gap>;
  /** Whether `queueBoard` is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** Whole rows: all of them, or those that are new or changed. */
  queueBoard: Array<QueueBoard>;
  /** Those that are gone; none in a `SNAPSHOT`. */
  removed: Array<RemovedRow>;
  /** When Kazoo was asked, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/** A call in a queue, waiting or not any more. */
export type QueueCall = {
  __typename?: 'QueueCall';
  /** Why it ended without an agent, for instance `member_hangup` or `member_timeout`. */
  abandonedReason?: Maybe<Scalars['String']['output']>;
  /** When the caller gave up. */
  abandonedTimestamp?: Maybe<Scalars['DateTime']['output']>;
  /** That user; null when there is none, or no longer. */
  agent?: Maybe<User>;
  /** The agent, a user; null while the call waits. */
  agentId?: Maybe<Scalars['ID']['output']>;
  /** The caller's leg, as in events. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** The caller's name. */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /** The caller's number. */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** How far the call goes before others; null where all are alike. */
  callerPriority?: Maybe<Scalars['Int']['output']>;
  /** Its place when it came, from 1 on. */
  enteredPosition?: Maybe<Scalars['Int']['output']>;
  /** When it came. */
  enteredTimestamp?: Maybe<Scalars['DateTime']['output']>;
  /** When an agent took it. */
  handledTimestamp?: Maybe<Scalars['DateTime']['output']>;
  /** The call and its queue. */
  id: Scalars['ID']['output'];
  /** When the agent was done with it. */
  processedTimestamp?: Maybe<Scalars['DateTime']['output']>;
  /** The queue that it is in. */
  queueId?: Maybe<Scalars['ID']['output']>;
  /** `waiting`, `handled` while an agent has it, `processed` after that, or `abandoned`. */
  status?: Maybe<Scalars['String']['output']>;
  /** How long the agent has been talking, in seconds. */
  talkTimeSeconds?: Maybe<Scalars['Int']['output']>;
  /** How long the caller waited, or has been waiting, in seconds. */
  waitTimeSeconds?: Maybe<Scalars['Int']['output']>;
};

/** The calls of all queues of an account at one moment. */
export type QueueCallSnapshot = Snapshot & {
  __typename?: 'QueueCallSnapshot';
  /** The calls, in no particular order. */
  nodes: Array<QueueCall>;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** The call queues of an account at one moment. */
export type QueueSnapshot = PagedSnapshot & Snapshot & {
  __typename?: 'QueueSnapshot';
  /** The queues. */
  nodes: Array<Queue>;
  /** Whether there is more, and how to ask for it. */
  pageInfo: PageInfo;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the live list of queues tells: first all of it, then what changed. */
export type QueuesUpdate = {
  __typename?: 'QueuesUpdate';
  /** Where this stands in the stream of events: what Kazoo told before it was asked is in the rows. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /** The time in which Kazoo answered nothing, if it was long; the `SNAPSHOT` that carries it makes up for that. Null otherwise. */
  gap?: Maybe<Gap>;
  /** Whether `queues` is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** Whole rows: all of them, or those that are new or changed. */
  queues: Array<Queue>;
  /** Those that are gone; none in a `SNAPSHOT`. */
  removed: Array<RemovedRow>;
  /** When Kazoo was asked, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/** A phone that has told Kazoo where it can be reached. */
export type Registration = {
  __typename?: 'Registration';
  /** The account it belongs to. */
  accountId: Scalars['ID']['output'];
  /** The account's name, for people. */
  accountName?: Maybe<Scalars['String']['output']>;
  /** The account's SIP realm. */
  accountRealm?: Maybe<Scalars['String']['output']>;
  /** The document that let it register, usually a device. */
  authorizingId?: Maybe<Scalars['ID']['output']>;
  /** What kind of document that is, for instance `device`. */
  authorizingType?: Maybe<Scalars['String']['output']>;
  /** Where it can be reached, as a SIP address. */
  contact?: Maybe<Scalars['String']['output']>;
  /** The IP address in it. */
  contactIp?: Maybe<Scalars['String']['output']>;
  /** The port in it. */
  contactPort?: Maybe<Scalars['Int']['output']>;
  /** The device; null when it was none, or is no longer. */
  device?: Maybe<Device>;
  /** When it registered last. */
  eventTimestamp?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The former name of `expiresSeconds`.
   * @deprecated Use `expiresSeconds`.
   */
  expires?: Maybe<Scalars['Int']['output']>;
  /** For how long it is good, in seconds from `eventTimestamp` on. */
  expiresSeconds?: Maybe<Scalars['Int']['output']>;
  /** Names the registration in caches: one phone at one address, until it is reached elsewhere. Opaque. */
  id: Scalars['ID']['output'];
  /** The IP address that it registered from; often not known. */
  networkIp?: Maybe<Scalars['String']['output']>;
  /** The port that it registered from; often not known. */
  networkPort?: Maybe<Scalars['Int']['output']>;
  /** That user; null when there is none, or no longer. */
  owner?: Maybe<User>;
  /** The user who owns the device. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** The SIP realm. */
  realm?: Maybe<Scalars['String']['output']>;
  /** What the phone calls itself, for instance `Grandstream GXP2170 1.0.11.64`. */
  userAgent?: Maybe<Scalars['String']['output']>;
  /** The SIP user name, for instance `user_1001`. */
  username?: Maybe<Scalars['String']['output']>;
};

/** The registered phones of an account at one moment. */
export type RegistrationSnapshot = Snapshot & {
  __typename?: 'RegistrationSnapshot';
  /** The registrations; a device can have several. */
  nodes: Array<Registration>;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the live list of registrations tells: first all of it, then what changed. */
export type RegistrationsUpdate = {
  __typename?: 'RegistrationsUpdate';
  /** Where this stands in the stream of events: what Kazoo told before it was asked is in the rows. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /** The time in which Kazoo answered nothing, if it was long; the `SNAPSHOT` that carries it makes up for that. Null otherwise. */
  gap?: Maybe<Gap>;
  /** Whether `registrations` is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** Whole rows: all of them, or those that are new or changed. */
  registrations: Array<Registration>;
  /** Those that are gone; none in a `SNAPSHOT`. */
  removed: Array<RemovedRow>;
  /** When Kazoo was asked, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
};

/** Why a row of a live list is gone. */
export type RemovalReason =
  /** Its account is gone, or is not followed any more. */
  | 'ACCOUNT_LEFT'
  /** It is over, as Kazoo told. */
  | 'ENDED'
  /** It turned out to be part of another row, which stays. */
  | 'MERGED'
  /** It is there, but the filter does not let it pass any more. */
  | 'NO_LONGER_MATCHES'
  /** Kazoo does not list it any more, and never told why. */
  | 'VANISHED';

/** A call that is gone from a live list. */
export type RemovedCall = {
  __typename?: 'RemovedCall';
  /** When it ended. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What ended it, for instance `NORMAL_CLEARING`; null where Kazoo does not tell. */
  hangupCause?: Maybe<Scalars['String']['output']>;
  /** The `id` of its row. */
  id: Scalars['ID']['output'];
  /** Why it is gone. What is below is null where it is not over, or Kazoo did not tell. */
  reason: RemovalReason;
  /** Whether a person or a conference had answered it: a menu, a mailbox or a queue does not count. */
  wasAnswered?: Maybe<Scalars['Boolean']['output']>;
};

/** A row that is gone from a live list. */
export type RemovedRow = {
  __typename?: 'RemovedRow';
  /** The `id` that it had. */
  id: Scalars['ID']['output'];
  /** Why it is gone. */
  reason: RemovalReason;
};

/** A list that can be followed without a hole. */
export type ResumableSnapshot = {
  /**
   * Where the picture stands in the stream of events: subscribe with it as `after`, and nothing between the picture and the stream is lost. Null when
   * Kazoo's events cannot be had right now.
   */
  cursor?: Maybe<Scalars['String']['output']>;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** What a query of a list answers with: the list at one moment, as `nodes`. */
export type Snapshot = {
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** The audio of a call goes to a websocket, or does so no more. Kazoo 5 as it is shipped only. */
export type StreamEvent = Event & {
  __typename?: 'StreamEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** `pivot`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** The leg whose audio it is. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** What went wrong, as text for people. */
  errorMessage?: Maybe<Scalars['String']['output']>;
  /** `pivot`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** Kazoo's id of the message, 32 hexadecimal characters. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** What happened, in Kazoo's word: `stream_start` or `stream_stop`. */
  name: Scalars['String']['output'];
  /** Why it ended, as free text, for instance `hangup`, `error`, `connection closed`, `connection_inactivity`. */
  reason?: Maybe<Scalars['String']['output']>;
  /** When the gateway received it. Kazoo tells no time of its own. */
  receivedAt: Scalars['DateTime']['output'];
  /** What happened, to decide by; null where `name` is a word without a name here. */
  streamEventName?: Maybe<StreamEventName>;
  /** The stream; null or `unknown_id` when it failed before it had one. */
  streamId?: Maybe<Scalars['ID']['output']>;
  /** What the callflow calls the stream. When it ends, Kazoo writes the stream's id here. */
  streamName?: Maybe<Scalars['String']['output']>;
};

/** Which audio streams. All that are given must hold; of a list, one. An event without the value does not pass. */
export type StreamEventFilter = {
  /**
   * Only streams of these legs.
   * @deprecated Use the argument `callId`, in a subscription for each.
   */
  callIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only these streams. */
  streamIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** What happens to a stream of audio. */
export type StreamEventName =
  /** The audio goes to the websocket from now on. */
  | 'START'
  /** It goes there no more; see `reason`. */
  | 'STOP';

/** What the gateway's connection to Kazoo is doing. */
export type StreamState =
  /** Connecting for the first time. */
  | 'CONNECTING'
  /** Nobody listens to the account; no connection is needed. */
  | 'IDLE'
  /** Everything that is wanted is subscribed. */
  | 'LIVE'
  /** Kazoo asked to wait before connecting again. */
  | 'RATE_LIMITED'
  /** The connection was lost, and not everything is restored yet: events may be missed. */
  | 'RECONNECTING';

/** How the events of an account are doing. */
export type StreamStatus = {
  __typename?: 'StreamStatus';
  /** The account. */
  accountId: Scalars['ID']['output'];
  /** Attempts to connect since the last success; 0 while all is well. */
  attempt: Scalars['Int']['output'];
  /** The present moment as a cursor. */
  cursor: Scalars['String']['output'];
  /** The last stretch of time in which events may have been missed; null when there was none. */
  gap?: Maybe<Gap>;
  /**
   * Why, in a sentence: that Kazoo refuses connections or allows no more, that its host's name cannot be resolved, that its certificate is not accepted, and
   * the like. Null when there is nothing to explain.
   */
  reason?: Maybe<Scalars['String']['output']>;
  /** When the next attempt is made; null when none is planned. */
  retryAt?: Maybe<Scalars['DateTime']['output']>;
  /** Since when it is in this state. */
  since: Scalars['DateTime']['output'];
  /** What the gateway's connection to Kazoo is doing for it. */
  state: StreamState;
};

/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * How the calls of an account are doing: one row of counts, at first and whenever one of them changes. Counted from `calls`, once for all who ask;
   * for a user who is not an administrator, only from their own. It takes no `after`, and begins with a `SNAPSHOT`, as `calls` does.
   */
  accountBoard: AccountBoardUpdate;
  /**
   * What happens to the calls of an account: one event per leg and step. A call that people speak of has two or more legs.
   * Kazoo sends each event from a process of its own, so that one may overtake another: order those of a leg by `msgId`.
   */
  callEvents: CallEvent;
  /**
   * The calls of an account that are up, as a board shows them: first all of them, then whole rows as they change, and which are over. The gateway
   * joins legs, mends what events leave open, and after a gap sends everything anew by itself: put what comes into a table by `id`, and it is
   * right. It takes no `after`: each subscription begins with a `SNAPSHOT`. It ends with `TOO_MANY_SUBSCRIPTIONS` when the account has more calls
   * at a time than the operator lets the gateway keep.
   */
  calls: CallsUpdate;
  /** One of `conferences`, told as these are: no row while nobody is in it. */
  conference: ConferenceUpdate;
  /**
   * Requests to a conference, as long as Kazoo does not know which switch holds it; then it sees them no more. `FORBIDDEN` when the account
   * has no conference document of this id.
   */
  conferenceCommandEvents: ConferenceCommandEvent;
  /**
   * The former name of `conferenceCommandEvents`.
   * @deprecated Use `conferenceCommandEvents`.
   */
  conferenceCommands: ConferenceCommandEvent;
  /** What happens in a conference and to its participants. Kazoo knows no subscription to all conferences of an account: subscribe to each. */
  conferenceEvents: ConferenceEvent;
  /**
   * The conferences of an account that somebody is in, with who that is: first all of them, then those that changed, and those that are over. Kazoo has
   * events of each conference, but none that tell which there are: the gateway asks for these every ten seconds, once for all who show the list, and
   * notices a leg that enters one at once where its events say so. A conference under a name that a callflow makes up has no document, and is in no list
   * of Kazoo's: it is found by such a leg alone, and shown, ten at a time, with the name as its `id`, from the first of its events on until the last
   * who is in it has left. Who talks is told twice a second at most. An account can have more than 50 at a time: of those beyond, `participants` is null,
   * and the counts are of the last look. `participants` are the first 200 who came. `durationSeconds` and `currentEnergy` are null here: they would be
   * others at each look. `owner` is for the queries (`BAD_USER_INPUT`): what is told here is made once for all. It takes no `after`, and begins with a
   * `SNAPSHOT`, as `calls` does.
   *
   * Where the operator restricts users, those who are no administrators get the conferences that are theirs, or that they are in.
   */
  conferences: ConferencesUpdate;
  /** The devices of an account, kept up to date as `registrations` are, all of them whatever their number. `owner` is for the query of this name. */
  devices: DevicesUpdate;
  /** The call states of extensions, as busy lamps show them. Kazoo 5 only: earlier versions answer `BINDING_REJECTED`. */
  dialogEvents: DialogEvent;
  /**
   * Documents of the account that are made, changed and deleted: users, devices, voicemail messages, faxes and more. It takes one topic,
   * `object.{action or *}.{type or *}`; faxes are in it too. Kazoo files faxes, voicemail messages and recordings by months: the gateway follows
   * when a month begins, and what changes in the files of earlier months is not seen.
   */
  documentEvents: DocumentEvent;
  /**
   * Everything that matches a binding of blackhole, whatever it is. `binding` is written as in Kazoo: `call.*.*`, `object.doc_edited.user`,
   * `conference.event.{CONFERENCE_ID}.*`, `presence.dialog.*` (Kazoo 5). Conference events take the form of any version on every version. See the query `bindings` for what is on offer.
   * `BINDING_REJECTED` is what Kazoo refuses, in its own words.
   */
  events: Event;
  /** The progress of faxes that are sent and received. */
  faxEvents: FaxStatusEvent;
  /**
   * The former name of `faxEvents`.
   * @deprecated Use `faxEvents`.
   */
  faxStatus: FaxStatusEvent;
  /** How many messages wait in the mailboxes of the account. Kazoo 5 only: earlier versions answer `BINDING_REJECTED`. */
  messageWaitingEvents: MessageWaitingEvent;
  /**
   * The calls that nobody answered: each once, when it is over. A menu, a mailbox or a queue that answers is nobody. They are calls from outside,
   * and those between the account's phones that made a phone ring; faxes are none. With `filter: { missedBy: … }`, and for users who see only
   * their own, they are the calls that rang one of their phones without being answered by them: also those that somebody else answered, who
   * is in `answeredBy`.
   *
   * A call that anything had answered, if only a menu or a mailbox, comes as soon as it is known whether a message was left: three seconds after its
   * end, or when Kazoo has filed the message. A call that was up before anybody followed, or while events were certainly missing, is not judged, and does not come.
   */
  missedCalls: MissedCall;
  /** The calls that are parked, kept up to date as `registrations` are. What happens in between is told sooner by `calls` and `callEvents`. */
  parkedCalls: ParkedCallsUpdate;
  /**
   * The users of an account with what they do: first all of them, then whoever changed. What they do in calls comes from `calls`, as it happens. Of
   * their phones Kazoo tells when it is asked, once for all who show the list: each half a minute who is registered, each minute who the users are and
   * who does not want to be disturbed. It takes no `after`, and begins with a `SNAPSHOT`, as `calls` does. Not for users who are not administrators.
   */
  people: PeopleUpdate;
  /** Lamps of extensions, queues, agents and features. Kazoo 5 only: earlier versions answer `BINDING_REJECTED`. */
  presenceEvents: PresenceUpdateEvent;
  /**
   * The former name of `presenceEvents`.
   * @deprecated Use `presenceEvents`.
   */
  presenceUpdates: PresenceUpdateEvent;
  /**
   * How the queues of an account are doing: one row of counts for each, at first and whenever one of them changes. Made of four lists of Kazoo's call
   * centre application (acdc), which are asked for together as `registrations` are. Empty where acdc does not run.
   */
  queueBoard: QueueBoardUpdate;
  /** The call queues of an account, kept up to date as `registrations` are. Empty where Kazoo's call centre application (acdc) does not run. */
  queues: QueuesUpdate;
  /**
   * The phones of an account that are registered, kept up to date: first all of them, then those that came or changed, and those that are gone. Kazoo
   * has no events for that: the gateway asks it once per interval, whatever the number of those who listen, and tells what changed. `owner` and
   * `device` are for the query of this name (`BAD_USER_INPUT`): what is told here is made once for all. It takes no `after`: each subscription
   * begins with a `SNAPSHOT`.
   */
  registrations: RegistrationsUpdate;
  /**
   * The audio of calls that goes to a websocket, as Pivot sends it: where a stream begins and ends. It has nothing to do with `streamStatus`.
   * Kazoo 5 as it is shipped only: earlier versions answer `BINDING_REJECTED`.
   */
  streamEvents: StreamEvent;
  /** How the events of an account are doing: the present state first, then every change. It opens no connection of its own. */
  streamStatus: StreamStatus;
  /**
   * The voicemail boxes of an account and how many messages are in them, kept up to date as `registrations` are, all of them whatever their number.
   * `owner` is for the query of this name. Before Kazoo 5, Kazoo is asked once more each time, for new messages.
   */
  voicemailBoxes: VoicemailBoxesUpdate;
  /**
   * The messages that callers leave in the voicemail boxes of an account: each once, with what Kazoo tells of it. The gateway reads it for all
   * clients once, which takes a second or more after the call. Where Kazoo tells nothing within a minute the message comes with nulls, and with a
   * `gap` that is not `certain`. Changes and deletions are told by `documentEvents(type: MAILBOX_MESSAGE)`.
   */
  voicemailMessages: VoicemailMessage;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionAccountBoardArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  scope?: InputMaybe<AccountScope>;
  throttleMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionCallEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  callId?: InputMaybe<Scalars['ID']['input']>;
  events?: InputMaybe<Array<CallEventName>>;
  filter?: InputMaybe<CallEventFilter>;
  scope?: InputMaybe<AccountScope>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionCallsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  filter?: InputMaybe<CallFilter>;
  scope?: InputMaybe<AccountScope>;
  throttleMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionConferenceArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  id: Scalars['ID']['input'];
  throttleMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionConferenceCommandEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  conferenceId: Scalars['ID']['input'];
  filter?: InputMaybe<ConferenceCommandEventFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionConferenceCommandsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  conferenceId: Scalars['ID']['input'];
  filter?: InputMaybe<ConferenceCommandEventFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionConferenceEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  callId?: InputMaybe<Scalars['ID']['input']>;
  conferenceId: Scalars['ID']['input'];
  events?: InputMaybe<Array<ConferenceEventName>>;
  filter?: InputMaybe<ConferenceEventFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionConferencesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  throttleMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionDevicesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  everyMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionDialogEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  callId?: InputMaybe<Scalars['ID']['input']>;
  filter?: InputMaybe<DialogEventFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionDocumentEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  action?: InputMaybe<DocumentAction>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DocumentEventFilter>;
  type?: InputMaybe<DocumentType>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  binding: Scalars['String']['input'];
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionFaxEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  faxId?: InputMaybe<Scalars['ID']['input']>;
  filter?: InputMaybe<FaxStatusEventFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionFaxStatusArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  faxId?: InputMaybe<Scalars['ID']['input']>;
  filter?: InputMaybe<FaxStatusEventFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionMessageWaitingEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<MessageWaitingEventFilter>;
  mailbox?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionMissedCallsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<MissedCallFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionParkedCallsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  everyMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionPeopleArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  throttleMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionPresenceEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  callId?: InputMaybe<Scalars['ID']['input']>;
  filter?: InputMaybe<PresenceUpdateEventFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionPresenceUpdatesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  callId?: InputMaybe<Scalars['ID']['input']>;
  filter?: InputMaybe<PresenceUpdateEventFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionQueueBoardArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  everyMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionQueuesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  everyMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionRegistrationsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  everyMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionStreamEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  callId?: InputMaybe<Scalars['ID']['input']>;
  event?: InputMaybe<StreamEventName>;
  filter?: InputMaybe<StreamEventFilter>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionStreamStatusArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionVoicemailBoxesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  everyMs?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What can be followed, over WebSocket or SSE. Live results never carry `errors`: a stream that cannot go on ends with one.
 *
 * Where the operator restricts users, those who are no administrators get the events of their own legs, from `callEvents`, `conferenceEvents`
 * and `events` with their bindings, the rows of their own `calls`, the `missedCalls` of their own phones, the `voicemailMessages` of their own
 * boxes, and the `conferences` that are theirs or that they are in; `streamStatus` is for everybody, the others say `FORBIDDEN`.
 */
export type SubscriptionVoicemailMessagesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<VoicemailMessageFilter>;
};

/** An event of a family that the gateway has no typed fields for: see `name` and `data`. */
export type UnknownEvent = Event & {
  __typename?: 'UnknownEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** Which application of Kazoo told it, for instance `ecallmgr`, `freeswitch`, `callflow`. */
  appName?: Maybe<Scalars['String']['output']>;
  /** The version of that application, for instance `5.0.0`; not the version of Kazoo. */
  appVersion?: Maybe<Scalars['String']['output']>;
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals of the switches, and without the caller where the caller asked for privacy. */
  data: Scalars['JSON']['output'];
  /** Kazoo's kind of event, for instance `call_event`. */
  eventCategory?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event: use it to drop duplicates. */
  id: Scalars['ID']['output'];
  /** Kazoo's id of the message. From a switch it is its clock in microseconds, as digits, and tells the order of what happened on one leg. */
  msgId?: Maybe<Scalars['ID']['output']>;
  /** What happened, in Kazoo's word; `unknown` when it has none. */
  name: Scalars['String']['output'];
  /** When the gateway received it. */
  receivedAt: Scalars['DateTime']['output'];
};

/** An open socket of Kazoo's websocket application. */
export type UpstreamSocket = {
  __typename?: 'UpstreamSocket';
  /** What is subscribed on it. */
  bindings?: Maybe<Array<Scalars['String']['output']>>;
  /** The host of the application's node. */
  destination?: Maybe<Scalars['String']['output']>;
  /** Names the socket in caches. Opaque. */
  id: Scalars['ID']['output'];
  /** What else its client said of itself, in its own keys. */
  metadata?: Maybe<Scalars['JSON']['output']>;
  /** What its client calls itself; null when it said nothing. */
  name?: Maybe<Scalars['String']['output']>;
  /** When it was opened. */
  openedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The IP address of its client. */
  source?: Maybe<Scalars['String']['output']>;
  /**
   * The former name of `openedAt`.
   * @deprecated Use `openedAt`.
   */
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  /** The socket, as `address:port` of its client. */
  websocketSessionId: Scalars['ID']['output'];
};

/** The blackhole sockets of an account at one moment. */
export type UpstreamSocketSnapshot = Snapshot & {
  __typename?: 'UpstreamSocketSnapshot';
  /** The sockets. */
  nodes: Array<UpstreamSocket>;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** Somebody who belongs to an account. */
export type User = {
  __typename?: 'User';
  /** The mail address. */
  email?: Maybe<Scalars['String']['output']>;
  /** The first name. */
  firstName?: Maybe<Scalars['String']['output']>;
  /** The user's document: `ownerId` of what is theirs. */
  id: Scalars['ID']['output'];
  /** The last name. */
  lastName?: Maybe<Scalars['String']['output']>;
  /** `admin` or `user`. */
  privLevel?: Maybe<Scalars['String']['output']>;
  /** The name to log in with; null for who cannot. */
  username?: Maybe<Scalars['String']['output']>;
};

/** A user in the list of users. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** What is switched on for the user, for instance `call_forward`, `vm_to_email`. */
  features?: Maybe<Array<Scalars['String']['output']>>;
  /** The user. */
  node: User;
};

/** The users of an account at one moment. */
export type UserSnapshot = PagedSnapshot & ResumableSnapshot & Snapshot & {
  __typename?: 'UserSnapshot';
  /**
   * Where the picture stands in the stream of events: subscribe with it as `after`, and nothing between the picture and the stream is lost.
   * Do so within about half a minute: when nobody listens any more, the gateway stops, and `CURSOR_EXPIRED` says to take a new picture. Null when Kazoo's events cannot be had right now. Select it only if you use it: Kazoo then has to confirm a subscription (`object.*.user`) first.
   */
  cursor?: Maybe<Scalars['String']['output']>;
  /** The users of `nodes` again, in its order, each with what only this list says of them. */
  edges: Array<UserEdge>;
  /** The users. */
  nodes: Array<User>;
  /** Whether there is more, and how to ask for it. */
  pageInfo: PageInfo;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** Who a token belongs to. */
export type Viewer = {
  __typename?: 'Viewer';
  /** The token's own account. */
  account: Account;
  /** The account that the token acts for. */
  accountId: Scalars['ID']['output'];
  /** When the token ends; null when it never does, or Kazoo does not say. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** How long until then, whatever the client's own clock says: plan by this. Null as `expiresAt` is. */
  expiresInSeconds?: Maybe<Scalars['Int']['output']>;
  /** The user whose id is `ownerId`; null for tokens of an API key, and where Kazoo does not show it. */
  owner?: Maybe<User>;
  /** The user; null for tokens of an API key. */
  ownerId?: Maybe<Scalars['ID']['output']>;
};

/** A voicemail box. Never its PIN. */
export type VoicemailBox = {
  __typename?: 'VoicemailBox';
  /** The box's document. */
  id: Scalars['ID']['output'];
  /** Its number, for instance `2001`; `messageWaitingEvents` takes it as `mailbox`. */
  mailbox?: Maybe<Scalars['String']['output']>;
  /** How many messages are in it, new and saved; null when Kazoo does not say. */
  messages?: Maybe<Scalars['Int']['output']>;
  /**
   * How many of them nobody has heard. Before Kazoo 5, Kazoo is asked once more for all boxes together, and again for every 200 new messages. Null in a
   * live list where these are more than the rows that the operator lets a list have.
   */
  messagesNew?: Maybe<Scalars['Int']['output']>;
  /** How many of them were kept; null when Kazoo does not say. */
  messagesSaved?: Maybe<Scalars['Int']['output']>;
  /** Its name, for people. */
  name?: Maybe<Scalars['String']['output']>;
  /** That user; null when there is none, or no longer. */
  owner?: Maybe<User>;
  /** The user whose box it is. */
  ownerId?: Maybe<Scalars['ID']['output']>;
};

/** The voicemail boxes of an account at one moment. */
export type VoicemailBoxSnapshot = PagedSnapshot & ResumableSnapshot & Snapshot & {
  __typename?: 'VoicemailBoxSnapshot';
  /**
   * Where the picture stands in the stream of events: subscribe with it as `after`, and nothing between the picture and the stream is lost.
   * Do so within about half a minute: when nobody listens any more, the gateway stops, and `CURSOR_EXPIRED` says to take a new picture. Null when Kazoo's events cannot be had right now. Select it only if you use it: Kazoo then has to confirm a subscription (`object.*.vmbox`) first.
   */
  cursor?: Maybe<Scalars['String']['output']>;
  /** The boxes. */
  nodes: Array<VoicemailBox>;
  /** Whether there is more, and how to ask for it. */
  pageInfo: PageInfo;
  /** When Kazoo was asked, by the gateway's clock. What happened later may or may not show. */
  takenAt: Scalars['DateTime']['output'];
};

/** What the live list of voicemail boxes tells: first all of it, then what changed. */
export type VoicemailBoxesUpdate = {
  __typename?: 'VoicemailBoxesUpdate';
  /** Where this stands in the stream of events: what Kazoo told before it was asked is in the rows. The list itself takes no cursor. */
  cursor: Scalars['String']['output'];
  /** The time in which Kazoo answered nothing, if it was long; the `SNAPSHOT` that carries it makes up for that. Null otherwise. */
  gap?: Maybe<Gap>;
  /** Whether `voicemailBoxes` is everything, or only what changed. */
  kind: LiveUpdateKind;
  /** Those that are gone; none in a `SNAPSHOT`. */
  removed: Array<RemovedRow>;
  /** When Kazoo was asked, by the gateway's clock. */
  takenAt: Scalars['DateTime']['output'];
  /** Whole rows: all of them, or those that are new or changed. */
  voicemailBoxes: Array<VoicemailBox>;
};

/** A message that was left in a voicemail box. What Kazoo does not tell is null. */
export type VoicemailMessage = {
  __typename?: 'VoicemailMessage';
  /** The account that it is of. */
  accountId: Scalars['ID']['output'];
  /** The box, as in `voicemailBoxes`. */
  boxId?: Maybe<Scalars['ID']['output']>;
  /** The name of the box. */
  boxName?: Maybe<Scalars['String']['output']>;
  /** The leg of whoever left it, as in `callEvents` and in `missedCalls`. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** The name of whoever left it, as presented. */
  callerIdName?: Maybe<Scalars['String']['output']>;
  /** The number of whoever left it, as presented. */
  callerIdNumber?: Maybe<Scalars['String']['output']>;
  /** Where this stands in the stream: the `after` of whoever resumes behind it. */
  cursor: Scalars['String']['output'];
  /** Where it is: `new`, `saved` or `deleted`. */
  folder?: Maybe<Scalars['String']['output']>;
  /** What may have been missed before; null when nothing was. */
  gap?: Maybe<Gap>;
  /** Its document's id, as in `documentEvents`. */
  id: Scalars['ID']['output'];
  /** How long it is, in milliseconds. */
  lengthMs?: Maybe<Scalars['Int']['output']>;
  /** The number of the box. */
  mailbox?: Maybe<Scalars['String']['output']>;
  /** The user whose box it is; null for a box of nobody. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** When it was filed, by Kazoo's clock. */
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  /** What was said, where Kazoo writes messages down. */
  transcription?: Maybe<Scalars['String']['output']>;
};

/** Which voicemail messages. All that are given must hold; of a list, one. */
export type VoicemailMessageFilter = {
  /** Only messages in one of these boxes. */
  boxIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only messages in boxes of one of these users. */
  ownerIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Event:
    | ( DeliveredEvent )
    | ( DeliveredEvent )
    | ( DeliveredEvent )
    | ( DeliveredEvent )
    | ( DeliveredEvent )
    | ( DeliveredEvent )
    | ( DeliveredEvent )
    | ( DeliveredEvent )
    | ( DeliveredEvent )
    | ( DeliveredEvent )
    | ( DeliveredEvent )
  ;
  PagedSnapshot:
    | ( Omit<ConferenceSnapshot, 'nodes'> & { nodes: Array<_RefType['Conference']> } )
    | ( Omit<DescendantSnapshot, 'edges' | 'nodes'> & { edges: Array<_RefType['DescendantEdge']>, nodes: Array<_RefType['Account']> } )
    | ( Omit<DeviceSnapshot, 'nodes'> & { nodes: Array<_RefType['Device']> } )
    | ( Omit<FaxSnapshot, 'nodes'> & { nodes: Array<_RefType['Fax']> } )
    | ( Omit<QueueSnapshot, 'nodes'> & { nodes: Array<_RefType['Queue']> } )
    | ( Omit<UserSnapshot, 'edges' | 'nodes'> & { edges: Array<_RefType['UserEdge']>, nodes: Array<_RefType['User']> } )
    | ( Omit<VoicemailBoxSnapshot, 'nodes'> & { nodes: Array<_RefType['VoicemailBox']> } )
  ;
  ResumableSnapshot:
    | ( Omit<AccountBoardSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<_RefType['Gap']>, nodes: Array<_RefType['AccountBoard']> } )
    | ( Omit<CallSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<_RefType['Gap']>, nodes: Array<_RefType['Call']> } )
    | ( Omit<ChannelSnapshot, 'nodes'> & { nodes: Array<_RefType['Channel']> } )
    | ( Omit<DeviceSnapshot, 'nodes'> & { nodes: Array<_RefType['Device']> } )
    | ( Omit<FaxSnapshot, 'nodes'> & { nodes: Array<_RefType['Fax']> } )
    | ( Omit<ParkedCallSnapshot, 'nodes'> & { nodes: Array<_RefType['ParkedCall']> } )
    | ( Omit<PersonSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<_RefType['Gap']>, nodes: Array<_RefType['Person']> } )
    | ( Omit<UserSnapshot, 'edges' | 'nodes'> & { edges: Array<_RefType['UserEdge']>, nodes: Array<_RefType['User']> } )
    | ( Omit<VoicemailBoxSnapshot, 'nodes'> & { nodes: Array<_RefType['VoicemailBox']> } )
  ;
  Snapshot:
    | ( Omit<AccountBoardSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<_RefType['Gap']>, nodes: Array<_RefType['AccountBoard']> } )
    | ( Omit<CallSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<_RefType['Gap']>, nodes: Array<_RefType['Call']> } )
    | ( Omit<ChannelSnapshot, 'nodes'> & { nodes: Array<_RefType['Channel']> } )
    | ( Omit<ConferenceSnapshot, 'nodes'> & { nodes: Array<_RefType['Conference']> } )
    | ( Omit<DescendantSnapshot, 'edges' | 'nodes'> & { edges: Array<_RefType['DescendantEdge']>, nodes: Array<_RefType['Account']> } )
    | ( Omit<DeviceSnapshot, 'nodes'> & { nodes: Array<_RefType['Device']> } )
    | ( Omit<FaxSnapshot, 'nodes'> & { nodes: Array<_RefType['Fax']> } )
    | ( Omit<ParkedCallSnapshot, 'nodes'> & { nodes: Array<_RefType['ParkedCall']> } )
    | ( Omit<PersonSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<_RefType['Gap']>, nodes: Array<_RefType['Person']> } )
    | ( Omit<QueueBoardSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<_RefType['Gap']>, nodes: Array<_RefType['QueueBoard']> } )
    | ( Omit<QueueCallSnapshot, 'nodes'> & { nodes: Array<_RefType['QueueCall']> } )
    | ( Omit<QueueSnapshot, 'nodes'> & { nodes: Array<_RefType['Queue']> } )
    | ( Omit<RegistrationSnapshot, 'nodes'> & { nodes: Array<_RefType['Registration']> } )
    | ( Omit<UpstreamSocketSnapshot, 'nodes'> & { nodes: Array<_RefType['UpstreamSocket']> } )
    | ( Omit<UserSnapshot, 'edges' | 'nodes'> & { edges: Array<_RefType['UserEdge']>, nodes: Array<_RefType['User']> } )
    | ( Omit<VoicemailBoxSnapshot, 'nodes'> & { nodes: Array<_RefType['VoicemailBox']> } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountSource>;
  AccountBoard: ResolverTypeWrapper<AccountBoardSource>;
  AccountBoardSnapshot: ResolverTypeWrapper<Omit<AccountBoardSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<ResolversTypes['Gap']>, nodes: Array<ResolversTypes['AccountBoard']> }>;
  AccountBoardUpdate: ResolverTypeWrapper<AccountBoardUpdateSource>;
  AccountScope: AccountScope;
  App: ResolverTypeWrapper<App>;
  AuthSession: ResolverTypeWrapper<AuthSessionSource>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Call: ResolverTypeWrapper<CallSource>;
  CallDirection: CallDirection;
  CallEvent: ResolverTypeWrapper<DeliveredEvent>;
  CallEventFilter: CallEventFilter;
  CallEventName: CallEventName;
  CallFilter: CallFilter;
  CallLeg: ResolverTypeWrapper<CallLegSource>;
  CallParty: ResolverTypeWrapper<CallParty>;
  CallRoute: CallRoute;
  CallSnapshot: ResolverTypeWrapper<Omit<CallSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<ResolversTypes['Gap']>, nodes: Array<ResolversTypes['Call']> }>;
  CallState: CallState;
  CallsUpdate: ResolverTypeWrapper<CallsUpdateSource>;
  Channel: ResolverTypeWrapper<ChannelSource>;
  ChannelSnapshot: ResolverTypeWrapper<Omit<ChannelSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['Channel']> }>;
  Conference: ResolverTypeWrapper<ConferenceSource>;
  ConferenceCommandEvent: ResolverTypeWrapper<DeliveredEvent>;
  ConferenceCommandEventFilter: ConferenceCommandEventFilter;
  ConferenceEvent: ResolverTypeWrapper<DeliveredEvent>;
  ConferenceEventFilter: ConferenceEventFilter;
  ConferenceEventName: ConferenceEventName;
  ConferenceParticipant: ResolverTypeWrapper<ConferenceParticipantSource>;
  ConferenceSnapshot: ResolverTypeWrapper<Omit<ConferenceSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['Conference']> }>;
  ConferenceUpdate: ResolverTypeWrapper<ConferencesUpdateSource>;
  ConferencesUpdate: ResolverTypeWrapper<ConferencesUpdateSource>;
  CredentialsMethod: CredentialsMethod;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DescendantEdge: ResolverTypeWrapper<Descendant>;
  DescendantSnapshot: ResolverTypeWrapper<Omit<DescendantSnapshot, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['DescendantEdge']>, nodes: Array<ResolversTypes['Account']> }>;
  Device: ResolverTypeWrapper<DeviceSource>;
  DeviceSnapshot: ResolverTypeWrapper<Omit<DeviceSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['Device']> }>;
  DevicesUpdate: ResolverTypeWrapper<DevicesUpdateSource>;
  Diagnosis: ResolverTypeWrapper<DiagnosisSource>;
  DiagnosisCheck: DiagnosisCheck;
  DiagnosisLine: ResolverTypeWrapper<DiagnosisLineSource>;
  DiagnosisOutcome: DiagnosisOutcome;
  DialogDirection: DialogDirection;
  DialogEvent: ResolverTypeWrapper<DeliveredEvent>;
  DialogEventFilter: DialogEventFilter;
  DocumentAction: DocumentAction;
  DocumentEvent: ResolverTypeWrapper<DeliveredEvent>;
  DocumentEventFilter: DocumentEventFilter;
  DocumentType: DocumentType;
  ErrorCode: ErrorCode;
  Event: ResolverTypeWrapper<DeliveredEvent>;
  Fax: ResolverTypeWrapper<FaxSource>;
  FaxDirection: FaxDirection;
  FaxFolder: FaxFolder;
  FaxSnapshot: ResolverTypeWrapper<Omit<FaxSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['Fax']> }>;
  FaxStatusEvent: ResolverTypeWrapper<DeliveredEvent>;
  FaxStatusEventFilter: FaxStatusEventFilter;
  Gap: ResolverTypeWrapper<AccountGap>;
  GapReason: GapReason;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  LiveUpdateKind: LiveUpdateKind;
  LoginInput: LoginInput;
  MessageWaitingEvent: ResolverTypeWrapper<DeliveredEvent>;
  MessageWaitingEventFilter: MessageWaitingEventFilter;
  MissedCall: ResolverTypeWrapper<MissedCallSource>;
  MissedCallFilter: MissedCallFilter;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NotificationEvent: ResolverTypeWrapper<DeliveredEvent>;
  PageCursor: ResolverTypeWrapper<Scalars['PageCursor']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PagedSnapshot: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['PagedSnapshot']>;
  ParkedCall: ResolverTypeWrapper<ParkedCallSource>;
  ParkedCallSnapshot: ResolverTypeWrapper<Omit<ParkedCallSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['ParkedCall']> }>;
  ParkedCallsUpdate: ResolverTypeWrapper<ParkedCallsUpdateSource>;
  PeopleUpdate: ResolverTypeWrapper<PeopleUpdateSource>;
  Person: ResolverTypeWrapper<PersonSource>;
  PersonCall: ResolverTypeWrapper<PersonCall>;
  PersonSnapshot: ResolverTypeWrapper<Omit<PersonSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<ResolversTypes['Gap']>, nodes: Array<ResolversTypes['Person']> }>;
  PersonState: PersonState;
  PresenceUpdateEvent: ResolverTypeWrapper<DeliveredEvent>;
  PresenceUpdateEventFilter: PresenceUpdateEventFilter;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Queue: ResolverTypeWrapper<QueueSource>;
  QueueBoard: ResolverTypeWrapper<QueueBoardSource>;
  QueueBoardSnapshot: ResolverTypeWrapper<Omit<QueueBoardSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<ResolversTypes['Gap']>, nodes: Array<ResolversTypes['QueueBoard']> }>;
  QueueBoardUpdate: ResolverTypeWrapper<QueueBoardUpdateSource>;
  QueueCall: ResolverTypeWrapper<QueueCallSource>;
  QueueCallSnapshot: ResolverTypeWrapper<Omit<QueueCallSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['QueueCall']> }>;
  QueueSnapshot: ResolverTypeWrapper<Omit<QueueSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['Queue']> }>;
  QueuesUpdate: ResolverTypeWrapper<QueuesUpdateSource>;
  Registration: ResolverTypeWrapper<RegistrationSource>;
  RegistrationSnapshot: ResolverTypeWrapper<Omit<RegistrationSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['Registration']> }>;
  RegistrationsUpdate: ResolverTypeWrapper<RegistrationsUpdateSource>;
  RemovalReason: RemovalReason;
  RemovedCall: ResolverTypeWrapper<RemovedCallSource>;
  RemovedRow: ResolverTypeWrapper<RemovedRowSource>;
  ResumableSnapshot: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['ResumableSnapshot']>;
  Snapshot: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Snapshot']>;
  StreamEvent: ResolverTypeWrapper<DeliveredEvent>;
  StreamEventFilter: StreamEventFilter;
  StreamEventName: StreamEventName;
  StreamState: StreamState;
  StreamStatus: ResolverTypeWrapper<DeliveredStatus>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UnknownEvent: ResolverTypeWrapper<DeliveredEvent>;
  UpstreamSocket: ResolverTypeWrapper<UpstreamSocketSource>;
  UpstreamSocketSnapshot: ResolverTypeWrapper<Omit<UpstreamSocketSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['UpstreamSocket']> }>;
  User: ResolverTypeWrapper<UserSource>;
  UserEdge: ResolverTypeWrapper<UserSource>;
  UserSnapshot: ResolverTypeWrapper<Omit<UserSnapshot, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['UserEdge']>, nodes: Array<ResolversTypes['User']> }>;
  Viewer: ResolverTypeWrapper<TokenClaims>;
  VoicemailBox: ResolverTypeWrapper<VoicemailBoxSource>;
  VoicemailBoxSnapshot: ResolverTypeWrapper<Omit<VoicemailBoxSnapshot, 'nodes'> & { nodes: Array<ResolversTypes['VoicemailBox']> }>;
  VoicemailBoxesUpdate: ResolverTypeWrapper<VoicemailBoxesUpdateSource>;
  VoicemailMessage: ResolverTypeWrapper<VoicemailMessageSource>;
  VoicemailMessageFilter: VoicemailMessageFilter;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountSource;
  AccountBoard: AccountBoardSource;
  AccountBoardSnapshot: Omit<AccountBoardSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<ResolversParentTypes['Gap']>, nodes: Array<ResolversParentTypes['AccountBoard']> };
  AccountBoardUpdate: AccountBoardUpdateSource;
  App: App;
  AuthSession: AuthSessionSource;
  Boolean: Scalars['Boolean']['output'];
  Call: CallSource;
  CallEvent: DeliveredEvent;
  CallEventFilter: CallEventFilter;
  CallFilter: CallFilter;
  CallLeg: CallLegSource;
  CallParty: CallParty;
  CallSnapshot: Omit<CallSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<ResolversParentTypes['Gap']>, nodes: Array<ResolversParentTypes['Call']> };
  CallsUpdate: CallsUpdateSource;
  Channel: ChannelSource;
  ChannelSnapshot: Omit<ChannelSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['Channel']> };
  Conference: ConferenceSource;
  ConferenceCommandEvent: DeliveredEvent;
  ConferenceCommandEventFilter: ConferenceCommandEventFilter;
  ConferenceEvent: DeliveredEvent;
  ConferenceEventFilter: ConferenceEventFilter;
  ConferenceParticipant: ConferenceParticipantSource;
  ConferenceSnapshot: Omit<ConferenceSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['Conference']> };
  ConferenceUpdate: ConferencesUpdateSource;
  ConferencesUpdate: ConferencesUpdateSource;
  DateTime: Scalars['DateTime']['output'];
  DescendantEdge: Descendant;
  DescendantSnapshot: Omit<DescendantSnapshot, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['DescendantEdge']>, nodes: Array<ResolversParentTypes['Account']> };
  Device: DeviceSource;
  DeviceSnapshot: Omit<DeviceSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['Device']> };
  DevicesUpdate: DevicesUpdateSource;
  Diagnosis: DiagnosisSource;
  DiagnosisLine: DiagnosisLineSource;
  DialogEvent: DeliveredEvent;
  DialogEventFilter: DialogEventFilter;
  DocumentEvent: DeliveredEvent;
  DocumentEventFilter: DocumentEventFilter;
  Event: DeliveredEvent;
  Fax: FaxSource;
  FaxSnapshot: Omit<FaxSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['Fax']> };
  FaxStatusEvent: DeliveredEvent;
  FaxStatusEventFilter: FaxStatusEventFilter;
  Gap: AccountGap;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  LoginInput: LoginInput;
  MessageWaitingEvent: DeliveredEvent;
  MessageWaitingEventFilter: MessageWaitingEventFilter;
  MissedCall: MissedCallSource;
  MissedCallFilter: MissedCallFilter;
  Mutation: Record<PropertyKey, never>;
  NotificationEvent: DeliveredEvent;
  PageCursor: Scalars['PageCursor']['output'];
  PageInfo: PageInfo;
  PagedSnapshot: ResolversInterfaceTypes<ResolversParentTypes>['PagedSnapshot'];
  ParkedCall: ParkedCallSource;
  ParkedCallSnapshot: Omit<ParkedCallSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['ParkedCall']> };
  ParkedCallsUpdate: ParkedCallsUpdateSource;
  PeopleUpdate: PeopleUpdateSource;
  Person: PersonSource;
  PersonCall: PersonCall;
  PersonSnapshot: Omit<PersonSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<ResolversParentTypes['Gap']>, nodes: Array<ResolversParentTypes['Person']> };
  PresenceUpdateEvent: DeliveredEvent;
  PresenceUpdateEventFilter: PresenceUpdateEventFilter;
  Query: Record<PropertyKey, never>;
  Queue: QueueSource;
  QueueBoard: QueueBoardSource;
  QueueBoardSnapshot: Omit<QueueBoardSnapshot, 'gap' | 'nodes'> & { gap?: Maybe<ResolversParentTypes['Gap']>, nodes: Array<ResolversParentTypes['QueueBoard']> };
  QueueBoardUpdate: QueueBoardUpdateSource;
  QueueCall: QueueCallSource;
  QueueCallSnapshot: Omit<QueueCallSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['QueueCall']> };
  QueueSnapshot: Omit<QueueSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['Queue']> };
  QueuesUpdate: QueuesUpdateSource;
  Registration: RegistrationSource;
  RegistrationSnapshot: Omit<RegistrationSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['Registration']> };
  RegistrationsUpdate: RegistrationsUpdateSource;
  RemovedCall: RemovedCallSource;
  RemovedRow: RemovedRowSource;
  ResumableSnapshot: ResolversInterfaceTypes<ResolversParentTypes>['ResumableSnapshot'];
  Snapshot: ResolversInterfaceTypes<ResolversParentTypes>['Snapshot'];
  StreamEvent: DeliveredEvent;
  StreamEventFilter: StreamEventFilter;
  StreamStatus: DeliveredStatus;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  UnknownEvent: DeliveredEvent;
  UpstreamSocket: UpstreamSocketSource;
  UpstreamSocketSnapshot: Omit<UpstreamSocketSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['UpstreamSocket']> };
  User: UserSource;
  UserEdge: UserSource;
  UserSnapshot: Omit<UserSnapshot, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['UserEdge']>, nodes: Array<ResolversParentTypes['User']> };
  Viewer: TokenClaims;
  VoicemailBox: VoicemailBoxSource;
  VoicemailBoxSnapshot: Omit<VoicemailBoxSnapshot, 'nodes'> & { nodes: Array<ResolversParentTypes['VoicemailBox']> };
  VoicemailBoxesUpdate: VoicemailBoxesUpdateSource;
  VoicemailMessage: VoicemailMessageSource;
  VoicemailMessageFilter: VoicemailMessageFilter;
};

export type AccountResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account']> = {
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  enabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isReseller?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  realm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resellerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  superduperAdmin?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  timezone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AccountBoardResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['AccountBoard'] = ResolversParentTypes['AccountBoard']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  answeredToday?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  countedSince?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  countsComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  longestRingSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  missedToday?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  parked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ringing?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  talking?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  timezone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AccountBoardSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['AccountBoardSnapshot'] = ResolversParentTypes['AccountBoardSnapshot']> = {
  absentAccountIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['AccountBoard']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountBoardUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['AccountBoardUpdate'] = ResolversParentTypes['AccountBoardUpdate']> = {
  absentAccountIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  accountBoard?: Resolver<Array<ResolversTypes['AccountBoard']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type AppResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['App'] = ResolversParentTypes['App']> = {
  apiUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuthSessionResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['AuthSession'] = ResolversParentTypes['AuthSession']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  accountName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  apps?: Resolver<Array<ResolversTypes['App']>, ParentType, ContextType>;
  authToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  canRefresh?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  expiresInSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  isReseller?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resellerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type CallResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Call'] = ResolversParentTypes['Call']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  answeredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  conferenceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['CallRoute'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['CallParty'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  legs?: Resolver<Array<ResolversTypes['CallLeg']>, ParentType, ContextType>;
  parkedSlot?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  queueId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  recording?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CallState'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['CallParty'], ParentType, ContextType>;
};

export type CallEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['CallEvent'] = ResolversParentTypes['CallEvent']> = {
  accountBilling?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  accountName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountTrunkUsage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  applicationName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  authorizingId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  authorizingType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  billingSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bridgeBUniqueId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  bridgeHangupCause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  bridgeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callDirection?: Resolver<Maybe<ResolversTypes['CallDirection']>, ParentType, ContextType>;
  callEventName?: Resolver<Maybe<ResolversTypes['CallEventName']>, ParentType, ContextType>;
  callForward?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callInteractionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  calleeIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  calleeIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerDestinationNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerPrivacyName?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  callerPrivacyNumber?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  callflowId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  channelAnswerState?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  channelAuthorized?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  channelCallState?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  channelCreatedTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  channelIsLoopback?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  channelLoopbackBowout?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  channelLoopbackBowoutExecute?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  channelLoopbackLeg?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  channelLoopbackOtherLegId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  channelMoving?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  channelName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  channelState?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conferenceConfig?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conferenceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  connectingLegAUuid?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  connectingLegBUuid?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  disposition?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  durationSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  e164Destination?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endpointDisposition?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxBadRows?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxDocId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  faxEcmUsed?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  faxEncoding?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxEncodingName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxImageResolution?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxImageSize?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxImageSizeBytes?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxLocalStationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxRemoteStationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxResultCode?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxResultText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxSuccess?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  faxT38Used?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  faxTotalPages?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxTransferRate?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxTransferRateBitsPerSecond?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxTransferredPages?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  globalResource?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hangupCause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hangupCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inception?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  interactionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  interceptedBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  mediaGroupId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  mediaRecordingId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  mediaWebrtc?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  originalNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  originationCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  otherLegCallDirection?: Resolver<Maybe<ResolversTypes['CallDirection']>, ParentType, ContextType>;
  otherLegCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  otherLegCallerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  otherLegCallerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  otherLegDestinationNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  otherLegDirection?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  parkingSlot?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  presenceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  privacyHideName?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  privacyHideNumber?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  rawApplicationName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  realm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  redirectedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  redirectedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  referredBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  referredTo?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  registerOverwriteNotify?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  replacedBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resellerBilling?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resigningPeerUuid?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resigningUuid?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resourceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resourceType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retainCid?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  ringingSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  rootCallInteractionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  sipInviteDomain?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  suppressUnregisterNotifications?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  targetCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  timestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  transferDisposition?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  transferHistory?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  transferSource?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  transferTo?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  transferType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CallLegResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['CallLeg'] = ResolversParentTypes['CallLeg']> = {
  answeredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  callDirection?: Resolver<Maybe<ResolversTypes['CallDirection']>, ParentType, ContextType>;
  callId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  deviceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  otherLegCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CallState'], ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type CallPartyResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['CallParty'] = ResolversParentTypes['CallParty']> = {
  deviceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type CallSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['CallSnapshot'] = ResolversParentTypes['CallSnapshot']> = {
  absentAccountIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Call']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CallsUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['CallsUpdate'] = ResolversParentTypes['CallsUpdate']> = {
  absentAccountIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  calls?: Resolver<Array<ResolversTypes['Call']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedCall']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ChannelResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Channel'] = ResolversParentTypes['Channel']> = {
  answered?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  authorizingId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  authorizingType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callDirection?: Resolver<Maybe<ResolversTypes['CallDirection']>, ParentType, ContextType>;
  callId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  callInteractionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  calleeIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  calleeIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callflowId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  channelAuthorized?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  channelCreatedTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  channelIsLoopback?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  customApplicationVars?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  destination?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  device?: Resolver<Maybe<ResolversTypes['Device']>, ParentType, ContextType>;
  elapsedS?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  elapsedSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  fromTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  interactionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  isLoopback?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isOnHold?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  otherLegCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  presenceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resellerBilling?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resellerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resourceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  timestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  toTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ChannelSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ChannelSnapshot'] = ResolversParentTypes['ChannelSnapshot']> = {
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Channel']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConferenceResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Conference'] = ResolversParentTypes['Conference']> = {
  conferenceNumbers?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  duration?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  durationSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isLocked?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  members?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  moderators?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  participants?: Resolver<Maybe<Array<ResolversTypes['ConferenceParticipant']>>, ParentType, ContextType>;
};

export type ConferenceCommandEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ConferenceCommandEvent'] = ResolversParentTypes['ConferenceCommandEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  affects?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  applicationName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conferenceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  customChannelVars?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  endpointResponses?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  endpoints?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  energyLevel?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mediaMacro?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  mediaName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  otherParticipant?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  outboundCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  parameter?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  participantFlags?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  participantId?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  profileName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  relationship?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  targetCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  timeout?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  timeoutSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  volumeInLevel?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  volumeOutLevel?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConferenceEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ConferenceEvent'] = ResolversParentTypes['ConferenceEvent']> = {
  accountBilling?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  accountName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountTrunkUsage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  applicationName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  authorizingId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  authorizingType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bridgeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callForward?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callInteractionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerPrivacyName?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  callerPrivacyNumber?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  callflowId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  channelAuthorized?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  channelPresenceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conferenceEventName?: Resolver<Maybe<ResolversTypes['ConferenceEventName']>, ParentType, ContextType>;
  conferenceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  currentEnergy?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  e164Destination?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  energyLevel?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  floor?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  globalResource?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hear?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inception?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instanceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  isModerator?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  mediaGroupId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  mediaRecordingId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  mediaWebrtc?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  memberGhost?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  memberId?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  memberType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  muteDetect?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  originalNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  participantId?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  presenceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  privacyHideName?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  privacyHideNumber?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  realm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  redirectedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  redirectedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  referredBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  referredTo?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  registerOverwriteNotify?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  resellerBilling?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resourceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resourceType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retainCid?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  see?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  sipInviteDomain?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  speak?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  suppressUnregisterNotifications?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  talking?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  video?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConferenceParticipantResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ConferenceParticipant'] = ResolversParentTypes['ConferenceParticipant']> = {
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  currentEnergy?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  duration?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  durationSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  energyLevel?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  floor?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  hear?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isModerator?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  joinTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  muteDetect?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  participantId?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  speak?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  talking?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  video?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ConferenceSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ConferenceSnapshot'] = ResolversParentTypes['ConferenceSnapshot']> = {
  nodes?: Resolver<Array<ResolversTypes['Conference']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConferenceUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ConferenceUpdate'] = ResolversParentTypes['ConferenceUpdate']> = {
  conference?: Resolver<Array<ResolversTypes['Conference']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ConferencesUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ConferencesUpdate'] = ResolversParentTypes['ConferencesUpdate']> = {
  conferences?: Resolver<Array<ResolversTypes['Conference']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DescendantEdgeResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['DescendantEdge'] = ResolversParentTypes['DescendantEdge']> = {
  descendantsCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  tree?: Resolver<Maybe<Array<ResolversTypes['ID']>>, ParentType, ContextType>;
};

export type DescendantSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['DescendantSnapshot'] = ResolversParentTypes['DescendantSnapshot']> = {
  edges?: Resolver<Array<ResolversTypes['DescendantEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Account']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeviceResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Device'] = ResolversParentTypes['Device']> = {
  deviceType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  enabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  macAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  mdn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type DeviceSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['DeviceSnapshot'] = ResolversParentTypes['DeviceSnapshot']> = {
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Device']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DevicesUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['DevicesUpdate'] = ResolversParentTypes['DevicesUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  devices?: Resolver<Array<ResolversTypes['Device']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type DiagnosisResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Diagnosis'] = ResolversParentTypes['Diagnosis']> = {
  accountId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  finding?: Resolver<Maybe<ResolversTypes['DiagnosisLine']>, ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['DiagnosisLine']>, ParentType, ContextType>;
};

export type DiagnosisLineResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['DiagnosisLine'] = ResolversParentTypes['DiagnosisLine']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  check?: Resolver<ResolversTypes['DiagnosisCheck'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['DiagnosisOutcome'], ParentType, ContextType>;
};

export type DialogEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['DialogEvent'] = ResolversParentTypes['DialogEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  dialogDirection?: Resolver<Maybe<ResolversTypes['DialogDirection']>, ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventPackage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expires?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  expiresSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  presenceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DocumentEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['DocumentEvent'] = ResolversParentTypes['DocumentEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  dateCreated?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dateModified?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  documentAction?: Resolver<Maybe<ResolversTypes['DocumentAction']>, ParentType, ContextType>;
  documentId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  documentType?: Resolver<Maybe<ResolversTypes['DocumentType']>, ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isSoftDeleted?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  originCache?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  rev?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Event'] = ResolversParentTypes['Event']> = {
  __resolveType: TypeResolveFn<'CallEvent' | 'ConferenceCommandEvent' | 'ConferenceEvent' | 'DialogEvent' | 'DocumentEvent' | 'FaxStatusEvent' | 'MessageWaitingEvent' | 'NotificationEvent' | 'PresenceUpdateEvent' | 'StreamEvent' | 'UnknownEvent', ParentType, ContextType>;
};

export type FaxResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Fax'] = ResolversParentTypes['Fax']> = {
  attempts?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  errorMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxboxId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  folder?: Resolver<ResolversTypes['FaxFolder'], ParentType, ContextType>;
  fromName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  pagesSent?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  retries?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  success?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  timeElapsedSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  toName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type FaxSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['FaxSnapshot'] = ResolversParentTypes['FaxSnapshot']> = {
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Fax']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FaxStatusEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['FaxStatusEvent'] = ResolversParentTypes['FaxStatusEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  calleeIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  calleeIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cloudJobId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  cloudPrinterId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxBadRows?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxDirection?: Resolver<Maybe<ResolversTypes['FaxDirection']>, ParentType, ContextType>;
  faxDocId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  faxEcmUsed?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  faxEncoding?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxEncodingName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  faxImageResolution?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxImageSize?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxImageSizeBytes?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxLocalStationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxRemoteStationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxResultCode?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxResultText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxState?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  faxSuccess?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  faxT38Used?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  faxTotalPages?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxTransferRate?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxTransferRateBitsPerSecond?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxTransferredPages?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  faxboxId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  jobId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  page?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GapResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Gap'] = ResolversParentTypes['Gap']> = {
  accountIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  certain?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['GapReason'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MessageWaitingEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['MessageWaitingEvent'] = ResolversParentTypes['MessageWaitingEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  extendedPresenceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  messageAccount?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  messagesNew?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  messagesSaved?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  messagesUrgent?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  messagesUrgentSaved?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  messagesWaiting?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  presenceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MissedCallResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['MissedCall'] = ResolversParentTypes['MissedCall']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  answeredBy?: Resolver<Maybe<ResolversTypes['CallParty']>, ParentType, ContextType>;
  callId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['CallRoute'], ParentType, ContextType>;
  endedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['CallParty'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  hangupCause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  leftVoicemail?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  missedBy?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  queueId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['CallParty'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  login?: Resolver<ResolversTypes['AuthSession'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  refreshToken?: Resolver<ResolversTypes['AuthSession'], ParentType, ContextType>;
};

export type NotificationEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['NotificationEvent'] = ResolversParentTypes['NotificationEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  authorizingId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  authorizingType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  callBridged?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mailAddresses?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  messageLeft?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notify?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  timestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  toRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface PageCursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PageCursor'], any> {
  name: 'PageCursor';
}

export type PageInfoResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['PageCursor']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PagedSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['PagedSnapshot'] = ResolversParentTypes['PagedSnapshot']> = {
  __resolveType: TypeResolveFn<'ConferenceSnapshot' | 'DescendantSnapshot' | 'DeviceSnapshot' | 'FaxSnapshot' | 'QueueSnapshot' | 'UserSnapshot' | 'VoicemailBoxSnapshot', ParentType, ContextType>;
};

export type ParkedCallResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ParkedCall'] = ResolversParentTypes['ParkedCall']> = {
  attended?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cidName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cidNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cidUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  parkerCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  presenceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  presenceRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  presenceType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  presenceUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ringbackId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  slotCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  toTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParkedCallSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ParkedCallSnapshot'] = ResolversParentTypes['ParkedCallSnapshot']> = {
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ParkedCall']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ParkedCallsUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ParkedCallsUpdate'] = ResolversParentTypes['ParkedCallsUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  parkedCalls?: Resolver<Array<ResolversTypes['ParkedCall']>, ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type PeopleUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['PeopleUpdate'] = ResolversParentTypes['PeopleUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  people?: Resolver<Array<ResolversTypes['Person']>, ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type PersonResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  call?: Resolver<Maybe<ResolversTypes['PersonCall']>, ParentType, ContextType>;
  firstName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phonesRegistered?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PersonState'], ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PersonCallResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['PersonCall'] = ResolversParentTypes['PersonCall']> = {
  direction?: Resolver<ResolversTypes['CallRoute'], ParentType, ContextType>;
  otherParty?: Resolver<ResolversTypes['CallParty'], ParentType, ContextType>;
  rowId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PersonSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['PersonSnapshot'] = ResolversParentTypes['PersonSnapshot']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Person']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PresenceUpdateEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['PresenceUpdateEvent'] = ResolversParentTypes['PresenceUpdateEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  callDirection?: Resolver<Maybe<ResolversTypes['CallDirection']>, ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventPackage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  presenceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  targetCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType, Partial<QueryAccountArgs>>;
  accountBoard?: Resolver<Maybe<ResolversTypes['AccountBoardSnapshot']>, ParentType, ContextType, Partial<QueryAccountBoardArgs>>;
  bindings?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  calls?: Resolver<Maybe<ResolversTypes['CallSnapshot']>, ParentType, ContextType, Partial<QueryCallsArgs>>;
  channels?: Resolver<Maybe<ResolversTypes['ChannelSnapshot']>, ParentType, ContextType, Partial<QueryChannelsArgs>>;
  conference?: Resolver<Maybe<ResolversTypes['Conference']>, ParentType, ContextType, RequireFields<QueryConferenceArgs, 'id'>>;
  conferences?: Resolver<Maybe<ResolversTypes['ConferenceSnapshot']>, ParentType, ContextType, RequireFields<QueryConferencesArgs, 'first'>>;
  descendants?: Resolver<Maybe<ResolversTypes['DescendantSnapshot']>, ParentType, ContextType, RequireFields<QueryDescendantsArgs, 'first'>>;
  devices?: Resolver<Maybe<ResolversTypes['DeviceSnapshot']>, ParentType, ContextType, RequireFields<QueryDevicesArgs, 'first'>>;
  diagnose?: Resolver<Maybe<ResolversTypes['Diagnosis']>, ParentType, ContextType, RequireFields<QueryDiagnoseArgs, 'binding'>>;
  faxes?: Resolver<Maybe<ResolversTypes['FaxSnapshot']>, ParentType, ContextType, RequireFields<QueryFaxesArgs, 'first' | 'folder'>>;
  parkedCalls?: Resolver<Maybe<ResolversTypes['ParkedCallSnapshot']>, ParentType, ContextType, Partial<QueryParkedCallsArgs>>;
  people?: Resolver<Maybe<ResolversTypes['PersonSnapshot']>, ParentType, ContextType, Partial<QueryPeopleArgs>>;
  queueBoard?: Resolver<Maybe<ResolversTypes['QueueBoardSnapshot']>, ParentType, ContextType, Partial<QueryQueueBoardArgs>>;
  queueCalls?: Resolver<Maybe<ResolversTypes['QueueCallSnapshot']>, ParentType, ContextType, Partial<QueryQueueCallsArgs>>;
  queues?: Resolver<Maybe<ResolversTypes['QueueSnapshot']>, ParentType, ContextType, RequireFields<QueryQueuesArgs, 'first'>>;
  registrations?: Resolver<Maybe<ResolversTypes['RegistrationSnapshot']>, ParentType, ContextType, Partial<QueryRegistrationsArgs>>;
  upstreamSockets?: Resolver<Maybe<ResolversTypes['UpstreamSocketSnapshot']>, ParentType, ContextType, Partial<QueryUpstreamSocketsArgs>>;
  users?: Resolver<Maybe<ResolversTypes['UserSnapshot']>, ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
  viewer?: Resolver<Maybe<ResolversTypes['Viewer']>, ParentType, ContextType>;
  voicemailBoxes?: Resolver<Maybe<ResolversTypes['VoicemailBoxSnapshot']>, ParentType, ContextType, RequireFields<QueryVoicemailBoxesArgs, 'first'>>;
};

export type QueueResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Queue'] = ResolversParentTypes['Queue']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  strategy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueueBoardResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['QueueBoard'] = ResolversParentTypes['QueueBoard']> = {
  abandoned?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  agentsPaused?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  agentsReady?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  agentsRinging?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  agentsTalking?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  agentsWrappingUp?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  averageWaitSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  handled?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  longestWaitSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  queueId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QueueBoardSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['QueueBoardSnapshot'] = ResolversParentTypes['QueueBoardSnapshot']> = {
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['QueueBoard']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueueBoardUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['QueueBoardUpdate'] = ResolversParentTypes['QueueBoardUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  queueBoard?: Resolver<Array<ResolversTypes['QueueBoard']>, ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type QueueCallResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['QueueCall'] = ResolversParentTypes['QueueCall']> = {
  abandonedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  abandonedTimestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  agent?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  agentId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerPriority?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  enteredPosition?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  enteredTimestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  handledTimestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processedTimestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  queueId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  talkTimeSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  waitTimeSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type QueueCallSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['QueueCallSnapshot'] = ResolversParentTypes['QueueCallSnapshot']> = {
  nodes?: Resolver<Array<ResolversTypes['QueueCall']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueueSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['QueueSnapshot'] = ResolversParentTypes['QueueSnapshot']> = {
  nodes?: Resolver<Array<ResolversTypes['Queue']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueuesUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['QueuesUpdate'] = ResolversParentTypes['QueuesUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  queues?: Resolver<Array<ResolversTypes['Queue']>, ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RegistrationResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Registration'] = ResolversParentTypes['Registration']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  accountName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  authorizingId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  authorizingType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contactIp?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contactPort?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  device?: Resolver<Maybe<ResolversTypes['Device']>, ParentType, ContextType>;
  eventTimestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  expires?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  expiresSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  networkIp?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  networkPort?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  realm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RegistrationSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['RegistrationSnapshot'] = ResolversParentTypes['RegistrationSnapshot']> = {
  nodes?: Resolver<Array<ResolversTypes['Registration']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RegistrationsUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['RegistrationsUpdate'] = ResolversParentTypes['RegistrationsUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  registrations?: Resolver<Array<ResolversTypes['Registration']>, ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RemovedCallResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['RemovedCall'] = ResolversParentTypes['RemovedCall']> = {
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  hangupCause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['RemovalReason'], ParentType, ContextType>;
  wasAnswered?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type RemovedRowResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['RemovedRow'] = ResolversParentTypes['RemovedRow']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['RemovalReason'], ParentType, ContextType>;
};

export type ResumableSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['ResumableSnapshot'] = ResolversParentTypes['ResumableSnapshot']> = {
  __resolveType: TypeResolveFn<'AccountBoardSnapshot' | 'CallSnapshot' | 'ChannelSnapshot' | 'DeviceSnapshot' | 'FaxSnapshot' | 'ParkedCallSnapshot' | 'PersonSnapshot' | 'UserSnapshot' | 'VoicemailBoxSnapshot', ParentType, ContextType>;
};

export type SnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Snapshot'] = ResolversParentTypes['Snapshot']> = {
  __resolveType: TypeResolveFn<'AccountBoardSnapshot' | 'CallSnapshot' | 'ChannelSnapshot' | 'ConferenceSnapshot' | 'DescendantSnapshot' | 'DeviceSnapshot' | 'FaxSnapshot' | 'ParkedCallSnapshot' | 'PersonSnapshot' | 'QueueBoardSnapshot' | 'QueueCallSnapshot' | 'QueueSnapshot' | 'RegistrationSnapshot' | 'UpstreamSocketSnapshot' | 'UserSnapshot' | 'VoicemailBoxSnapshot', ParentType, ContextType>;
};

export type StreamEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['StreamEvent'] = ResolversParentTypes['StreamEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  errorMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  streamEventName?: Resolver<Maybe<ResolversTypes['StreamEventName']>, ParentType, ContextType>;
  streamId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  streamName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StreamStatusResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['StreamStatus'] = ResolversParentTypes['StreamStatus']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retryAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['StreamState'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  accountBoard?: SubscriptionResolver<ResolversTypes['AccountBoardUpdate'], "accountBoard", ParentType, ContextType, Partial<SubscriptionAccountBoardArgs>>;
  callEvents?: SubscriptionResolver<ResolversTypes['CallEvent'], "callEvents", ParentType, ContextType, Partial<SubscriptionCallEventsArgs>>;
  calls?: SubscriptionResolver<ResolversTypes['CallsUpdate'], "calls", ParentType, ContextType, Partial<SubscriptionCallsArgs>>;
  conference?: SubscriptionResolver<ResolversTypes['ConferenceUpdate'], "conference", ParentType, ContextType, RequireFields<SubscriptionConferenceArgs, 'id'>>;
  conferenceCommandEvents?: SubscriptionResolver<ResolversTypes['ConferenceCommandEvent'], "conferenceCommandEvents", ParentType, ContextType, RequireFields<SubscriptionConferenceCommandEventsArgs, 'conferenceId'>>;
  conferenceCommands?: SubscriptionResolver<ResolversTypes['ConferenceCommandEvent'], "conferenceCommands", ParentType, ContextType, RequireFields<SubscriptionConferenceCommandsArgs, 'conferenceId'>>;
  conferenceEvents?: SubscriptionResolver<ResolversTypes['ConferenceEvent'], "conferenceEvents", ParentType, ContextType, RequireFields<SubscriptionConferenceEventsArgs, 'conferenceId'>>;
  conferences?: SubscriptionResolver<ResolversTypes['ConferencesUpdate'], "conferences", ParentType, ContextType, Partial<SubscriptionConferencesArgs>>;
  devices?: SubscriptionResolver<ResolversTypes['DevicesUpdate'], "devices", ParentType, ContextType, Partial<SubscriptionDevicesArgs>>;
  dialogEvents?: SubscriptionResolver<ResolversTypes['DialogEvent'], "dialogEvents", ParentType, ContextType, Partial<SubscriptionDialogEventsArgs>>;
  documentEvents?: SubscriptionResolver<ResolversTypes['DocumentEvent'], "documentEvents", ParentType, ContextType, Partial<SubscriptionDocumentEventsArgs>>;
  events?: SubscriptionResolver<ResolversTypes['Event'], "events", ParentType, ContextType, RequireFields<SubscriptionEventsArgs, 'binding'>>;
  faxEvents?: SubscriptionResolver<ResolversTypes['FaxStatusEvent'], "faxEvents", ParentType, ContextType, Partial<SubscriptionFaxEventsArgs>>;
  faxStatus?: SubscriptionResolver<ResolversTypes['FaxStatusEvent'], "faxStatus", ParentType, ContextType, Partial<SubscriptionFaxStatusArgs>>;
  messageWaitingEvents?: SubscriptionResolver<ResolversTypes['MessageWaitingEvent'], "messageWaitingEvents", ParentType, ContextType, Partial<SubscriptionMessageWaitingEventsArgs>>;
  missedCalls?: SubscriptionResolver<ResolversTypes['MissedCall'], "missedCalls", ParentType, ContextType, Partial<SubscriptionMissedCallsArgs>>;
  parkedCalls?: SubscriptionResolver<ResolversTypes['ParkedCallsUpdate'], "parkedCalls", ParentType, ContextType, Partial<SubscriptionParkedCallsArgs>>;
  people?: SubscriptionResolver<ResolversTypes['PeopleUpdate'], "people", ParentType, ContextType, Partial<SubscriptionPeopleArgs>>;
  presenceEvents?: SubscriptionResolver<ResolversTypes['PresenceUpdateEvent'], "presenceEvents", ParentType, ContextType, Partial<SubscriptionPresenceEventsArgs>>;
  presenceUpdates?: SubscriptionResolver<ResolversTypes['PresenceUpdateEvent'], "presenceUpdates", ParentType, ContextType, Partial<SubscriptionPresenceUpdatesArgs>>;
  queueBoard?: SubscriptionResolver<ResolversTypes['QueueBoardUpdate'], "queueBoard", ParentType, ContextType, Partial<SubscriptionQueueBoardArgs>>;
  queues?: SubscriptionResolver<ResolversTypes['QueuesUpdate'], "queues", ParentType, ContextType, Partial<SubscriptionQueuesArgs>>;
  registrations?: SubscriptionResolver<ResolversTypes['RegistrationsUpdate'], "registrations", ParentType, ContextType, Partial<SubscriptionRegistrationsArgs>>;
  streamEvents?: SubscriptionResolver<ResolversTypes['StreamEvent'], "streamEvents", ParentType, ContextType, Partial<SubscriptionStreamEventsArgs>>;
  streamStatus?: SubscriptionResolver<ResolversTypes['StreamStatus'], "streamStatus", ParentType, ContextType, Partial<SubscriptionStreamStatusArgs>>;
  voicemailBoxes?: SubscriptionResolver<ResolversTypes['VoicemailBoxesUpdate'], "voicemailBoxes", ParentType, ContextType, Partial<SubscriptionVoicemailBoxesArgs>>;
  voicemailMessages?: SubscriptionResolver<ResolversTypes['VoicemailMessage'], "voicemailMessages", ParentType, ContextType, Partial<SubscriptionVoicemailMessagesArgs>>;
};

export type UnknownEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['UnknownEvent'] = ResolversParentTypes['UnknownEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  appName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  eventCategory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  msgId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UpstreamSocketResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['UpstreamSocket'] = ResolversParentTypes['UpstreamSocket']> = {
  bindings?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  destination?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  openedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  websocketSessionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type UpstreamSocketSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['UpstreamSocketSnapshot'] = ResolversParentTypes['UpstreamSocketSnapshot']> = {
  nodes?: Resolver<Array<ResolversTypes['UpstreamSocket']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  privLevel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  features?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['UserSnapshot'] = ResolversParentTypes['UserSnapshot']> = {
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  expiresInSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type VoicemailBoxResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['VoicemailBox'] = ResolversParentTypes['VoicemailBox']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mailbox?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  messages?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  messagesNew?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  messagesSaved?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type VoicemailBoxSnapshotResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['VoicemailBoxSnapshot'] = ResolversParentTypes['VoicemailBoxSnapshot']> = {
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['VoicemailBox']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VoicemailBoxesUpdateResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['VoicemailBoxesUpdate'] = ResolversParentTypes['VoicemailBoxesUpdate']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LiveUpdateKind'], ParentType, ContextType>;
  removed?: Resolver<Array<ResolversTypes['RemovedRow']>, ParentType, ContextType>;
  takenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  voicemailBoxes?: Resolver<Array<ResolversTypes['VoicemailBox']>, ParentType, ContextType>;
};

export type VoicemailMessageResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['VoicemailMessage'] = ResolversParentTypes['VoicemailMessage']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  boxId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  boxName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callerIdName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  callerIdNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  folder?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lengthMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  mailbox?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  timestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  transcription?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = OperationContext> = {
  Account?: AccountResolvers<ContextType>;
  AccountBoard?: AccountBoardResolvers<ContextType>;
  AccountBoardSnapshot?: AccountBoardSnapshotResolvers<ContextType>;
  AccountBoardUpdate?: AccountBoardUpdateResolvers<ContextType>;
  App?: AppResolvers<ContextType>;
  AuthSession?: AuthSessionResolvers<ContextType>;
  Call?: CallResolvers<ContextType>;
  CallEvent?: CallEventResolvers<ContextType>;
  CallLeg?: CallLegResolvers<ContextType>;
  CallParty?: CallPartyResolvers<ContextType>;
  CallSnapshot?: CallSnapshotResolvers<ContextType>;
  CallsUpdate?: CallsUpdateResolvers<ContextType>;
  Channel?: ChannelResolvers<ContextType>;
  ChannelSnapshot?: ChannelSnapshotResolvers<ContextType>;
  Conference?: ConferenceResolvers<ContextType>;
  ConferenceCommandEvent?: ConferenceCommandEventResolvers<ContextType>;
  ConferenceEvent?: ConferenceEventResolvers<ContextType>;
  ConferenceParticipant?: ConferenceParticipantResolvers<ContextType>;
  ConferenceSnapshot?: ConferenceSnapshotResolvers<ContextType>;
  ConferenceUpdate?: ConferenceUpdateResolvers<ContextType>;
  ConferencesUpdate?: ConferencesUpdateResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DescendantEdge?: DescendantEdgeResolvers<ContextType>;
  DescendantSnapshot?: DescendantSnapshotResolvers<ContextType>;
  Device?: DeviceResolvers<ContextType>;
  DeviceSnapshot?: DeviceSnapshotResolvers<ContextType>;
  DevicesUpdate?: DevicesUpdateResolvers<ContextType>;
  Diagnosis?: DiagnosisResolvers<ContextType>;
  DiagnosisLine?: DiagnosisLineResolvers<ContextType>;
  DialogEvent?: DialogEventResolvers<ContextType>;
  DocumentEvent?: DocumentEventResolvers<ContextType>;
  Event?: EventResolvers<ContextType>;
  Fax?: FaxResolvers<ContextType>;
  FaxSnapshot?: FaxSnapshotResolvers<ContextType>;
  FaxStatusEvent?: FaxStatusEventResolvers<ContextType>;
  Gap?: GapResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  MessageWaitingEvent?: MessageWaitingEventResolvers<ContextType>;
  MissedCall?: MissedCallResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NotificationEvent?: NotificationEventResolvers<ContextType>;
  PageCursor?: GraphQLScalarType;
  PageInfo?: PageInfoResolvers<ContextType>;
  PagedSnapshot?: PagedSnapshotResolvers<ContextType>;
  ParkedCall?: ParkedCallResolvers<ContextType>;
  ParkedCallSnapshot?: ParkedCallSnapshotResolvers<ContextType>;
  ParkedCallsUpdate?: ParkedCallsUpdateResolvers<ContextType>;
  PeopleUpdate?: PeopleUpdateResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  PersonCall?: PersonCallResolvers<ContextType>;
  PersonSnapshot?: PersonSnapshotResolvers<ContextType>;
  PresenceUpdateEvent?: PresenceUpdateEventResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Queue?: QueueResolvers<ContextType>;
  QueueBoard?: QueueBoardResolvers<ContextType>;
  QueueBoardSnapshot?: QueueBoardSnapshotResolvers<ContextType>;
  QueueBoardUpdate?: QueueBoardUpdateResolvers<ContextType>;
  QueueCall?: QueueCallResolvers<ContextType>;
  QueueCallSnapshot?: QueueCallSnapshotResolvers<ContextType>;
  QueueSnapshot?: QueueSnapshotResolvers<ContextType>;
  QueuesUpdate?: QueuesUpdateResolvers<ContextType>;
  Registration?: RegistrationResolvers<ContextType>;
  RegistrationSnapshot?: RegistrationSnapshotResolvers<ContextType>;
  RegistrationsUpdate?: RegistrationsUpdateResolvers<ContextType>;
  RemovedCall?: RemovedCallResolvers<ContextType>;
  RemovedRow?: RemovedRowResolvers<ContextType>;
  ResumableSnapshot?: ResumableSnapshotResolvers<ContextType>;
  Snapshot?: SnapshotResolvers<ContextType>;
  StreamEvent?: StreamEventResolvers<ContextType>;
  StreamStatus?: StreamStatusResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  UnknownEvent?: UnknownEventResolvers<ContextType>;
  UpstreamSocket?: UpstreamSocketResolvers<ContextType>;
  UpstreamSocketSnapshot?: UpstreamSocketSnapshotResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserSnapshot?: UserSnapshotResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  VoicemailBox?: VoicemailBoxResolvers<ContextType>;
  VoicemailBoxSnapshot?: VoicemailBoxSnapshotResolvers<ContextType>;
  VoicemailBoxesUpdate?: VoicemailBoxesUpdateResolvers<ContextType>;
  VoicemailMessage?: VoicemailMessageResolvers<ContextType>;
};

