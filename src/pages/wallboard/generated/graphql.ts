/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which way a call goes, as the account sees it. */
export type CallRoute =
  /** From outside. */
  | 'INBOUND'
  /** Neither: between the account's own phones, or from them to a menu, a mailbox or the like. */
  | 'INTERNAL'
  /** To outside. */
  | 'OUTBOUND';

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

/** The hash that Kazoo compares credentials with. */
export type CredentialsMethod =
  /** MD5, Kazoo's default. */
  | 'MD5'
  /** SHA-1. */
  | 'SHA';

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

/** What a live list tells: all of it, or what changed. */
export type LiveUpdateKind =
  /** What changed since the update before: put the rows into your table by `id`, and take out those in `removed`. */
  | 'CHANGES'
  /** Everything: forget what you had. It comes first, and again when changes may have been missed. */
  | 'SNAPSHOT';

/** What a login needs: exactly one of `accountName`, `accountRealm` and `phoneNumber`, and either `username` with `password`, or `credentials`. */
export type LoginInput = {
  /** The account's name. Kazoo compares letters and digits only, whatever their case. */
  accountName?: string | null | undefined;
  /** The account's SIP realm, for instance `acme.sip.example.com`. */
  accountRealm?: string | null | undefined;
  /** Instead of username and password: hexadecimal MD5 or SHA-1 of `username:password`, the username in lower case. */
  credentials?: string | null | undefined;
  /** How `credentials` are (to be) hashed. */
  method?: CredentialsMethod;
  /** The answer to the `multiFactorRequest` of a login that failed with `MULTI_FACTOR_REQUIRED`, as its provider defines it. */
  multiFactorResponse?: unknown;
  /** The password; its case matters. */
  password?: string | null | undefined;
  /** Any phone number that belongs to the account, for instance `+14155550142`. */
  phoneNumber?: string | null | undefined;
  /** The user's name; its case does not matter. */
  username?: string | null | undefined;
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

export type LogInMutationVariables = Exact<{
  input: LoginInput;
}>;


export type LogInMutation = { login: { authToken: string } };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { viewer: { account: { id: string, name: string | null, isReseller: boolean | null } } | null };

export type AccountsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AccountsQuery = { descendants: { nodes: Array<{ id: string, name: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type CallsSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type CallsSubscription = { calls: { kind: LiveUpdateKind, takenAt: string, gap: { from: string, to: string } | null, calls: Array<{ id: string, state: CallState, direction: CallRoute, since: string, parkedSlot: string | null, conferenceId: string | null, queueId: string | null, recording: boolean, from: { name: string | null, number: string | null, userId: string | null }, to: { name: string | null, number: string | null, userId: string | null } }>, removed: Array<{ id: string }> } };

export type PartyPartsFragment = { name: string | null, number: string | null, userId: string | null };

export type GapPartsFragment = { from: string, to: string };

export type FiguresSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type FiguresSubscription = { accountBoard: { kind: LiveUpdateKind, accountBoard: Array<{ id: string, ringing: number, talking: number, held: number, parked: number, longestRingSince: string | null, answeredToday: number, missedToday: number, countedSince: string, countsComplete: boolean }>, removed: Array<{ id: string }> } };

export type PeopleSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type PeopleSubscription = { people: { kind: LiveUpdateKind, people: Array<{ id: string, userId: string, firstName: string | null, lastName: string | null, state: PersonState, since: string | null, call: { direction: CallRoute, otherParty: { name: string | null, number: string | null, userId: string | null } } | null }>, removed: Array<{ id: string }> } };

export type QueuesSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type QueuesSubscription = { queueBoard: { kind: LiveUpdateKind, queueBoard: Array<{ id: string, queueId: string, name: string | null, waiting: number, longestWaitSince: string | null, agentsReady: number | null, agentsRinging: number | null, agentsTalking: number | null, agentsWrappingUp: number | null, agentsPaused: number | null, handled: number, abandoned: number }>, removed: Array<{ id: string }> } };

export type ConferencesSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type ConferencesSubscription = { conferences: { kind: LiveUpdateKind, conferences: Array<{ id: string, name: string | null, isLocked: boolean | null, participants: Array<{ id: string, callerIdName: string | null, callerIdNumber: string | null, ownerId: string | null, isModerator: boolean | null, joinTime: string | null, speak: boolean | null, talking: boolean | null }> | null }>, removed: Array<{ id: string }> } };

export type MailboxesSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type MailboxesSubscription = { voicemailBoxes: { kind: LiveUpdateKind, voicemailBoxes: Array<{ id: string, name: string | null, mailbox: string | null, messages: number | null, messagesNew: number | null }>, removed: Array<{ id: string }> } };

export type PhonesSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type PhonesSubscription = { registrations: { kind: LiveUpdateKind, registrations: Array<{ id: string, ownerId: string | null, username: string | null, userAgent: string | null, contactIp: string | null }>, removed: Array<{ id: string }> } };

export type KazooLinkSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type KazooLinkSubscription = { streamStatus: { state: StreamState, since: string, reason: string | null, gap: { from: string, to: string } | null } };

export type WhyQuietQueryVariables = Exact<{
  accountId?: string | null | undefined;
  binding: string;
}>;


export type WhyQuietQuery = { diagnose: { finding: { check: DiagnosisCheck, outcome: DiagnosisOutcome, message: string, at: string | null } | null, lines: Array<{ check: DiagnosisCheck, outcome: DiagnosisOutcome, message: string, at: string | null }> } | null };

export type LinePartsFragment = { check: DiagnosisCheck, outcome: DiagnosisOutcome, message: string, at: string | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const PartyPartsFragmentDoc = new TypedDocumentString(`
    fragment PartyParts on CallParty {
  name
  number
  userId
}
    `, {"fragmentName":"PartyParts"}) as unknown as TypedDocumentString<PartyPartsFragment, unknown>;
export const GapPartsFragmentDoc = new TypedDocumentString(`
    fragment GapParts on Gap {
  from
  to
}
    `, {"fragmentName":"GapParts"}) as unknown as TypedDocumentString<GapPartsFragment, unknown>;
export const LinePartsFragmentDoc = new TypedDocumentString(`
    fragment LineParts on DiagnosisLine {
  check
  outcome
  message
  at
}
    `, {"fragmentName":"LineParts"}) as unknown as TypedDocumentString<LinePartsFragment, unknown>;
export const LogInDocument = new TypedDocumentString(`
    mutation LogIn($input: LoginInput!) {
  login(input: $input) {
    authToken
  }
}
    `) as unknown as TypedDocumentString<LogInMutation, LogInMutationVariables>;
export const WhoAmIDocument = new TypedDocumentString(`
    query WhoAmI {
  viewer {
    account {
      id
      name
      isReseller
    }
  }
}
    `) as unknown as TypedDocumentString<WhoAmIQuery, WhoAmIQueryVariables>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts($after: PageCursor) {
  descendants(first: 200, after: $after) {
    nodes {
      id
      name
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const CallsDocument = new TypedDocumentString(`
    subscription Calls($accountId: ID) {
  calls(accountId: $accountId, throttleMs: 250) {
    kind
    takenAt
    gap {
      ...GapParts
    }
    calls {
      id
      state
      direction
      from {
        ...PartyParts
      }
      to {
        ...PartyParts
      }
      since
      parkedSlot
      conferenceId
      queueId
      recording
    }
    removed {
      id
    }
  }
}
    fragment PartyParts on CallParty {
  name
  number
  userId
}
fragment GapParts on Gap {
  from
  to
}`) as unknown as TypedDocumentString<CallsSubscription, CallsSubscriptionVariables>;
export const FiguresDocument = new TypedDocumentString(`
    subscription Figures($accountId: ID) {
  accountBoard(accountId: $accountId, throttleMs: 500) {
    kind
    accountBoard {
      id
      ringing
      talking
      held
      parked
      longestRingSince
      answeredToday
      missedToday
      countedSince
      countsComplete
    }
    removed {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<FiguresSubscription, FiguresSubscriptionVariables>;
export const PeopleDocument = new TypedDocumentString(`
    subscription People($accountId: ID) {
  people(accountId: $accountId, throttleMs: 500) {
    kind
    people {
      id
      userId
      firstName
      lastName
      state
      since
      call {
        direction
        otherParty {
          ...PartyParts
        }
      }
    }
    removed {
      id
    }
  }
}
    fragment PartyParts on CallParty {
  name
  number
  userId
}`) as unknown as TypedDocumentString<PeopleSubscription, PeopleSubscriptionVariables>;
export const QueuesDocument = new TypedDocumentString(`
    subscription Queues($accountId: ID) {
  queueBoard(accountId: $accountId, everyMs: 5000) {
    kind
    queueBoard {
      id
      queueId
      name
      waiting
      longestWaitSince
      agentsReady
      agentsRinging
      agentsTalking
      agentsWrappingUp
      agentsPaused
      handled
      abandoned
    }
    removed {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<QueuesSubscription, QueuesSubscriptionVariables>;
export const ConferencesDocument = new TypedDocumentString(`
    subscription Conferences($accountId: ID) {
  conferences(accountId: $accountId, throttleMs: 250) {
    kind
    conferences {
      id
      name
      isLocked
      participants {
        id
        callerIdName
        callerIdNumber
        ownerId
        isModerator
        joinTime
        speak
        talking
      }
    }
    removed {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<ConferencesSubscription, ConferencesSubscriptionVariables>;
export const MailboxesDocument = new TypedDocumentString(`
    subscription Mailboxes($accountId: ID) {
  voicemailBoxes(accountId: $accountId, everyMs: 10000) {
    kind
    voicemailBoxes {
      id
      name
      mailbox
      messages
      messagesNew
    }
    removed {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<MailboxesSubscription, MailboxesSubscriptionVariables>;
export const PhonesDocument = new TypedDocumentString(`
    subscription Phones($accountId: ID) {
  registrations(accountId: $accountId, everyMs: 10000) {
    kind
    registrations {
      id
      ownerId
      username
      userAgent
      contactIp
    }
    removed {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<PhonesSubscription, PhonesSubscriptionVariables>;
export const KazooLinkDocument = new TypedDocumentString(`
    subscription KazooLink($accountId: ID) {
  streamStatus(accountId: $accountId) {
    state
    since
    reason
    gap {
      ...GapParts
    }
  }
}
    fragment GapParts on Gap {
  from
  to
}`) as unknown as TypedDocumentString<KazooLinkSubscription, KazooLinkSubscriptionVariables>;
export const WhyQuietDocument = new TypedDocumentString(`
    query WhyQuiet($accountId: ID, $binding: String!) {
  diagnose(accountId: $accountId, binding: $binding) {
    finding {
      ...LineParts
    }
    lines {
      ...LineParts
    }
  }
}
    fragment LineParts on DiagnosisLine {
  check
  outcome
  message
  at
}`) as unknown as TypedDocumentString<WhyQuietQuery, WhyQuietQueryVariables>;