// Generated from schema.graphql by `npm run codegen`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Account as AccountSource } from '../kazoo/accounts.ts';
import type { AuthSession as AuthSessionSource } from '../kazoo/auth-session.ts';
import type { ViewerSource } from '../graphql/viewer.ts';
import type { DeliveredEvent } from '../graphql/delivered-event.ts';
import type { OperationContext } from '../graphql/operation-context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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
};

/** A Kazoo account, the unit that calls, users and events belong to. */
export type Account = {
  __typename?: 'Account';
  /** When the account was made. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** False while the account is switched off. */
  enabled: Scalars['Boolean']['output'];
  /** 32 hexadecimal characters. */
  id: Scalars['ID']['output'];
  /** Whether this account sells accounts of its own. */
  isReseller: Scalars['Boolean']['output'];
  /** The default language, for instance `en-us`. */
  language?: Maybe<Scalars['String']['output']>;
  /** The account's name, for people. */
  name?: Maybe<Scalars['String']['output']>;
  /** The SIP realm. */
  realm?: Maybe<Scalars['String']['output']>;
  /** The account that this account was sold by. */
  resellerId?: Maybe<Scalars['ID']['output']>;
  /** Whether its administrators may act on every account of the system. */
  superduperAdmin: Scalars['Boolean']['output'];
  /** The time zone, for instance `Europe/Berlin`. */
  timezone?: Maybe<Scalars['String']['output']>;
};

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
  /** When the token ends; `refreshToken` before then. Null where Kazoo lets tokens live for ever. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether this account sells accounts of its own. */
  isReseller: Scalars['Boolean']['output'];
  /** The user's language, for instance `en-us`. */
  language?: Maybe<Scalars['String']['output']>;
  /** The user that logged in; null for tokens of an API key. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** The account that this account was sold by. */
  resellerId?: Maybe<Scalars['ID']['output']>;
};

/** One step in the life of a call's leg. All typed fields are null when Kazoo leaves them out: each event and version carries its own. */
export type CallEvent = Event & {
  __typename?: 'CallEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** The account's name. */
  accountName?: Maybe<Scalars['String']['output']>;
  /** The account's SIP realm. */
  accountRealm?: Maybe<Scalars['String']['output']>;
  /** The Kazoo application that handles the call. */
  applicationName?: Maybe<Scalars['String']['output']>;
  /** The document that let the call in, for instance a device. */
  authorizingId?: Maybe<Scalars['ID']['output']>;
  /** What that document is: `device`, `user`, `resource`, `conference` and others. */
  authorizingType?: Maybe<Scalars['String']['output']>;
  /** From answer to hang-up, in seconds, on CHANNEL_DESTROY; 0 when never answered. */
  billingSeconds?: Maybe<Scalars['Int']['output']>;
  /** The binding that it matched. */
  binding: Scalars['String']['output'];
  /** The leg bridged to, on CHANNEL_BRIDGE. Kazoo 5 only. */
  bridgeBUniqueId?: Maybe<Scalars['ID']['output']>;
  /** Why the bridged leg ended. Kazoo 5 only. */
  bridgeHangupCause?: Maybe<Scalars['String']['output']>;
  /** The same for legs bridged to each other; normally the first leg's `callId`. */
  bridgeId?: Maybe<Scalars['ID']['output']>;
  /** As the switch sees it: `inbound` when an endpoint or carrier called the switch, `outbound` when the switch called it. */
  callDirection?: Maybe<Scalars['String']['output']>;
  /** Whether the leg is a forwarded call. */
  callForward?: Maybe<Scalars['Boolean']['output']>;
  /** The leg this is about. It may contain `@` and dots. */
  callId?: Maybe<Scalars['ID']['output']>;
  /** The same for all legs that belong together. */
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
  /** Whether the call was authorized for billing. */
  channelAuthorized?: Maybe<Scalars['Boolean']['output']>;
  /** FreeSWITCH's call state, for instance `RINGING`, `ACTIVE`, `HELD`. */
  channelCallState?: Maybe<Scalars['String']['output']>;
  /** When the leg was created. */
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
  /** FreeSWITCH's name of the channel. */
  channelName?: Maybe<Scalars['String']['output']>;
  /** FreeSWITCH's channel state, for instance `EXECUTE`. */
  channelState?: Maybe<Scalars['String']['output']>;
  /** The conference that the leg is in. */
  conferenceName?: Maybe<Scalars['String']['output']>;
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals. */
  data: Scalars['JSON']['output'];
  /** How the leg was set up, for instance `ANSWER` or `EARLY MEDIA`. An open set. */
  disposition?: Maybe<Scalars['String']['output']>;
  /** From creation to hang-up, in seconds, on CHANNEL_DESTROY. */
  durationSeconds?: Maybe<Scalars['Int']['output']>;
  /** The dialled number in E.164. */
  e164Destination?: Maybe<Scalars['String']['output']>;
  /** The same as the endpoint reported it. Kazoo 5. */
  endpointDisposition?: Maybe<Scalars['String']['output']>;
  /** The SIP caller as `user@realm`. */
  from?: Maybe<Scalars['String']['output']>;
  /** The SIP dialog's caller tag. */
  fromTag?: Maybe<Scalars['String']['output']>;
  /** The SIP caller as `user@host:port`. Kazoo 4.3 only. */
  fromUri?: Maybe<Scalars['String']['output']>;
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** Whether the carrier belongs to the system rather than to the account. */
  globalResource?: Maybe<Scalars['Boolean']['output']>;
  /** Why the leg ended, for instance `NORMAL_CLEARING`, `USER_BUSY`, `NO_ANSWER`. An open set. */
  hangupCause?: Maybe<Scalars['String']['output']>;
  /** The SIP status it ended with, for instance `sip:486`. */
  hangupCode?: Maybe<Scalars['String']['output']>;
  /** The same for every copy of one event. */
  id: Scalars['ID']['output'];
  /** Where the call began: `number@realm`; null for calls between extensions on some versions. */
  inception?: Maybe<Scalars['String']['output']>;
  /** The same for all legs that belong together. Kazoo 5; see also `callInteractionId`. */
  interactionId?: Maybe<Scalars['ID']['output']>;
  /** The leg that picked this one up. */
  interceptedBy?: Maybe<Scalars['ID']['output']>;
  /** What happened, in Kazoo's word. */
  name: Scalars['String']['output'];
  /** The number that was dialled before routing changed it. */
  originalNumber?: Maybe<Scalars['String']['output']>;
  /** The id that the originator chose, when it chose one. */
  originationCallId?: Maybe<Scalars['ID']['output']>;
  /** The `callId` of the paired leg, once there is one. */
  otherLegCallId?: Maybe<Scalars['ID']['output']>;
  /** The caller's name on the paired leg. */
  otherLegCallerIdName?: Maybe<Scalars['String']['output']>;
  /** The caller's number on the paired leg. */
  otherLegCallerIdNumber?: Maybe<Scalars['String']['output']>;
  /** The number that the paired leg dialled. */
  otherLegDestinationNumber?: Maybe<Scalars['String']['output']>;
  /** `callDirection` of the paired leg. */
  otherLegDirection?: Maybe<Scalars['String']['output']>;
  /** The user whose device it is. Null on carrier legs and unassigned devices, and often on the first CHANNEL_CREATE of an incoming call. */
  ownerId?: Maybe<Scalars['ID']['output']>;
  /** The parking slot on PARK_*; not always digits (`*07`). */
  parkingSlot?: Maybe<Scalars['String']['output']>;
  /** The extension whose lamp the leg lights, as `extension@realm`. */
  presenceId?: Maybe<Scalars['String']['output']>;
  /** The same, as Kazoo 5 says it. */
  privacyHideName?: Maybe<Scalars['Boolean']['output']>;
  /** The same, as Kazoo 5 says it. */
  privacyHideNumber?: Maybe<Scalars['Boolean']['output']>;
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
  /** The leg that took this one over. */
  replacedBy?: Maybe<Scalars['ID']['output']>;
  /** The SIP request as `user@realm`. */
  request?: Maybe<Scalars['String']['output']>;
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
  /** The leg that a pickup or transfer aimed at. */
  targetCallId?: Maybe<Scalars['ID']['output']>;
  /** When it happened, to the second; 5.x rounds up. Null for parking, which carries no time: see `receivedAt`. */
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  /** The SIP callee as `user@realm`. */
  to?: Maybe<Scalars['String']['output']>;
  /** The SIP dialog's callee tag. */
  toTag?: Maybe<Scalars['String']['output']>;
  /** The SIP callee as `user@host:port`. Kazoo 4.3 only. */
  toUri?: Maybe<Scalars['String']['output']>;
  /** How a transfer went. Kazoo 5. */
  transferDisposition?: Maybe<Scalars['String']['output']>;
  /** Transfers so far: keys are UNIX seconds, values say from whom to whom. */
  transferHistory?: Maybe<Scalars['JSON']['output']>;
  /** The kind of a transfer. */
  transferType?: Maybe<Scalars['String']['output']>;
  /** The endpoint's SIP software. */
  userAgent?: Maybe<Scalars['String']['output']>;
  /** The SIP user name. */
  username?: Maybe<Scalars['String']['output']>;
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

/** The hash that Kazoo compares credentials with. */
export type CredentialsMethod =
  /** MD5, Kazoo's default. */
  | 'MD5'
  /** SHA-1. */
  | 'SHA';

/** Something that happened in Kazoo. Every event type has these fields; the typed ones come with the type. */
export type Event = {
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** The binding that it matched, as `events` takes it. */
  binding: Scalars['String']['output'];
  /** Where the event stands in the gateway's history. Opaque; the same in every subscription. */
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

/** A stretch of time in which events may have been missed. Kazoo replays nothing: load what you show afresh. */
export type Gap = {
  __typename?: 'Gap';
  /** The last moment that is known to be complete. */
  from: Scalars['DateTime']['output'];
  /** Why. */
  reason: GapReason;
  /** When events began to flow again. */
  to: Scalars['DateTime']['output'];
};

/** Why events may have been missed. */
export type GapReason =
  /** The gateway's connection to Kazoo was lost and has been restored. */
  | 'UPSTREAM_DISCONNECTED';

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
   */
  refreshToken: AuthSession;
};


export type MutationLoginArgs = {
  input: LoginInput;
};

export type Query = {
  __typename?: 'Query';
  /** An account that the token may see: its own or a descendant. Left out, `id` is the token's own account. */
  account: Account;
  /**
   * The bindings that Kazoo's configuration offers, for instance `call.CHANNEL_CREATE.{CALL_ID}`: fill in the braces, or write `*`, and use
   * them with `events`. One of them can still be refused, if its module is not running. Needs no token.
   */
  bindings: Array<Scalars['String']['output']>;
  /** Who the token of this request belongs to; null when no token was sent. */
  viewer?: Maybe<Viewer>;
};


export type QueryAccountArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};

export type Subscription = {
  __typename?: 'Subscription';
  /** What happens to the calls of an account: one event per leg and step. A call that people speak of has two or more legs. */
  callEvents: CallEvent;
  /**
   * Everything that matches a binding of blackhole, whatever it is. `binding` is written as in Kazoo: `call.*.*`, `object.doc_edited.user`,
   * `conference.event.{CONFERENCE_ID}.*`, `presence.dialog.*` (Kazoo 5). See the query `bindings` for what is on offer.
   */
  events: Event;
};


export type SubscriptionCallEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  callId?: InputMaybe<Scalars['ID']['input']>;
  events?: InputMaybe<Array<CallEventName>>;
};


export type SubscriptionEventsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  binding: Scalars['String']['input'];
};

/** An event of a family that the gateway has no typed fields for: see `name` and `data`. */
export type UnknownEvent = Event & {
  __typename?: 'UnknownEvent';
  /** The account the event belongs to. */
  accountId: Scalars['ID']['output'];
  /** The binding that it matched. */
  binding: Scalars['String']['output'];
  /** Where the event stands in the gateway's history. Opaque. */
  cursor: Scalars['String']['output'];
  /** All that Kazoo sent, in its own keys, without internals. */
  data: Scalars['JSON']['output'];
  /** Set on the first event after others may have been missed; else null. */
  gap?: Maybe<Gap>;
  /** The same for every copy of one event. */
  id: Scalars['ID']['output'];
  /** What happened, in Kazoo's word. */
  name: Scalars['String']['output'];
  /** When the gateway received it. */
  receivedAt: Scalars['DateTime']['output'];
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
  /** The user; null for tokens of an API key. */
  ownerId?: Maybe<Scalars['ID']['output']>;
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





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountSource>;
  App: ResolverTypeWrapper<App>;
  AuthSession: ResolverTypeWrapper<AuthSessionSource>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CallEvent: ResolverTypeWrapper<DeliveredEvent>;
  CallEventName: CallEventName;
  CredentialsMethod: CredentialsMethod;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Event: ResolverTypeWrapper<DeliveredEvent>;
  Gap: ResolverTypeWrapper<Gap>;
  GapReason: GapReason;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  LoginInput: LoginInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UnknownEvent: ResolverTypeWrapper<DeliveredEvent>;
  Viewer: ResolverTypeWrapper<ViewerSource>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountSource;
  App: App;
  AuthSession: AuthSessionSource;
  Boolean: Scalars['Boolean']['output'];
  CallEvent: DeliveredEvent;
  DateTime: Scalars['DateTime']['output'];
  Event: DeliveredEvent;
  Gap: Gap;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  LoginInput: LoginInput;
  Mutation: Record<PropertyKey, never>;
  Query: Record<PropertyKey, never>;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  UnknownEvent: DeliveredEvent;
  Viewer: ViewerSource;
};

export type AccountResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account']> = {
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isReseller?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  realm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resellerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  superduperAdmin?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  timezone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
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
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  isReseller?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resellerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type CallEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['CallEvent'] = ResolversParentTypes['CallEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  accountName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountRealm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  applicationName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  authorizingId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  authorizingType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  billingSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bridgeBUniqueId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  bridgeHangupCause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  bridgeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  callDirection?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
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
  conferenceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  disposition?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  durationSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  e164Destination?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endpointDisposition?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
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
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  originalNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  originationCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
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
  realm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  redirectedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  redirectedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  referredBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  referredTo?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  replacedBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resourceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resourceType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retainCid?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  ringingSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  rootCallInteractionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  targetCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  timestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  transferDisposition?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  transferHistory?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  transferType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type EventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Event'] = ResolversParentTypes['Event']> = {
  __resolveType: TypeResolveFn<'CallEvent' | 'UnknownEvent', ParentType, ContextType>;
};

export type GapResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Gap'] = ResolversParentTypes['Gap']> = {
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['GapReason'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MutationResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  login?: Resolver<ResolversTypes['AuthSession'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  refreshToken?: Resolver<ResolversTypes['AuthSession'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType, Partial<QueryAccountArgs>>;
  bindings?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  viewer?: Resolver<Maybe<ResolversTypes['Viewer']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  callEvents?: SubscriptionResolver<ResolversTypes['CallEvent'], "callEvents", ParentType, ContextType, Partial<SubscriptionCallEventsArgs>>;
  events?: SubscriptionResolver<ResolversTypes['Event'], "events", ParentType, ContextType, RequireFields<SubscriptionEventsArgs, 'binding'>>;
};

export type UnknownEventResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['UnknownEvent'] = ResolversParentTypes['UnknownEvent']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  binding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['Gap']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = OperationContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = OperationContext> = {
  Account?: AccountResolvers<ContextType>;
  App?: AppResolvers<ContextType>;
  AuthSession?: AuthSessionResolvers<ContextType>;
  CallEvent?: CallEventResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Event?: EventResolvers<ContextType>;
  Gap?: GapResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  UnknownEvent?: UnknownEventResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
};

