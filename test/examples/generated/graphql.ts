/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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


export type LogInMutation = { login: { authToken: string, accountId: string, expiresAt: string | null } };

export type CurrentCallsQueryVariables = Exact<{ [key: string]: never; }>;


export type CurrentCallsQuery = { channels: { cursor: string | null, nodes: Array<{ callId: string, destination: string | null, timestamp: string | null }> } | null };

export type WatchCallsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type WatchCallsSubscription = { callEvents: { id: string, cursor: string, name: string, receivedAt: string, callId: string | null, callerIdName: string | null, callerIdNumber: string | null, hangupCause: string | null } };

export type WatchBindingSubscriptionVariables = Exact<{
  binding: string;
  after?: string | null | undefined;
}>;


export type WatchBindingSubscription = { events:
    | { __typename: 'CallEvent', callId: string | null, id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'ConferenceCommandEvent', id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'ConferenceEvent', id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'DialogEvent', id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'DocumentEvent', documentId: string | null, id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'FaxStatusEvent', id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'MessageWaitingEvent', id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'NotificationEvent', id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'PresenceUpdateEvent', id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'StreamEvent', id: string, cursor: string, name: string, data: unknown }
    | { __typename: 'UnknownEvent', id: string, cursor: string, name: string, data: unknown }
   };

export type WatchBoardSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type WatchBoardSubscription = { calls: { kind: LiveUpdateKind, calls: Array<{ id: string, state: CallState, since: string, from: { name: string | null, number: string | null }, to: { name: string | null, number: string | null } }>, removed: Array<{ id: string }> } };

export type WatchKazooSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
}>;


export type WatchKazooSubscription = { streamStatus: { state: StreamState, reason: string | null, gap: { from: string, to: string } | null } };

export type CurrentBoardQueryVariables = Exact<{ [key: string]: never; }>;


export type CurrentBoardQuery = { calls: { __typename: 'CallSnapshot', nodes: Array<{ id: string, state: CallState, since: string, from: { name: string | null, number: string | null }, to: { name: string | null, number: string | null } }> } | null };

export type CurrentLegsQueryVariables = Exact<{ [key: string]: never; }>;


export type CurrentLegsQuery = { channels: { __typename: 'ChannelSnapshot', nodes: Array<{ __typename: 'Channel', id: string, owner: { __typename: 'User', id: string, username: string | null, firstName: string | null, lastName: string | null, privLevel: string | null } | null, device: { __typename: 'Device', id: string, name: string | null, deviceType: string | null, enabled: boolean | null, ownerId: string | null } | null }> } | null };

export type PeopleAndPhonesQueryVariables = Exact<{ [key: string]: never; }>;


export type PeopleAndPhonesQuery = { users: { __typename: 'UserSnapshot', nodes: Array<{ __typename: 'User', email: string | null, id: string, username: string | null, firstName: string | null, lastName: string | null, privLevel: string | null }> } | null, devices: { __typename: 'DeviceSnapshot', nodes: Array<{ __typename: 'Device', macAddress: string | null, id: string, name: string | null, deviceType: string | null, enabled: boolean | null, ownerId: string | null, owner: { __typename: 'User', id: string, username: string | null, firstName: string | null, lastName: string | null, privLevel: string | null } | null }> } | null };

export type PersonFragment = { __typename: 'User', id: string, username: string | null, firstName: string | null, lastName: string | null, privLevel: string | null };

export type PhoneFragment = { __typename: 'Device', id: string, name: string | null, deviceType: string | null, enabled: boolean | null, ownerId: string | null };

export const PersonFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Person"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"privLevel"}}]}}]} as unknown as DocumentNode<PersonFragment, unknown>;
export const PhoneFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Phone"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Device"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"deviceType"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}}]}}]} as unknown as DocumentNode<PhoneFragment, unknown>;
export const LogInDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"LogIn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoginInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"login"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authToken"}},{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]} as unknown as DocumentNode<LogInMutation, LogInMutationVariables>;
export const CurrentCallsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CurrentCalls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"callId"}},{"kind":"Field","name":{"kind":"Name","value":"destination"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}}]}}]} as unknown as DocumentNode<CurrentCallsQuery, CurrentCallsQueryVariables>;
export const WatchCallsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchCalls"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"callEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"callId"}},{"kind":"Field","name":{"kind":"Name","value":"callerIdName"}},{"kind":"Field","name":{"kind":"Name","value":"callerIdNumber"}},{"kind":"Field","name":{"kind":"Name","value":"hangupCause"}}]}}]}}]} as unknown as DocumentNode<WatchCallsSubscription, WatchCallsSubscriptionVariables>;
export const WatchBindingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchBinding"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"binding"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"binding"},"value":{"kind":"Variable","name":{"kind":"Name","value":"binding"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CallEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"callId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DocumentEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"documentId"}}]}}]}}]}}]} as unknown as DocumentNode<WatchBindingSubscription, WatchBindingSubscriptionVariables>;
export const WatchBoardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchBoard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"calls"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"accountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"calls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"from"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"to"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"removed"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<WatchBoardSubscription, WatchBoardSubscriptionVariables>;
export const WatchKazooDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchKazoo"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"streamStatus"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"accountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"gap"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]}}]} as unknown as DocumentNode<WatchKazooSubscription, WatchKazooSubscriptionVariables>;
export const CurrentBoardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CurrentBoard"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"calls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"from"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"to"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CurrentBoardQuery, CurrentBoardQueryVariables>;
export const CurrentLegsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CurrentLegs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Person"}}]}},{"kind":"Field","name":{"kind":"Name","value":"device"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Phone"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Person"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"privLevel"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Phone"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Device"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"deviceType"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}}]}}]} as unknown as DocumentNode<CurrentLegsQuery, CurrentLegsQueryVariables>;
export const PeopleAndPhonesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PeopleAndPhones"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Person"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"devices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Phone"}},{"kind":"Field","name":{"kind":"Name","value":"macAddress"}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Person"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Person"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"privLevel"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Phone"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Device"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"deviceType"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}}]}}]} as unknown as DocumentNode<PeopleAndPhonesQuery, PeopleAndPhonesQueryVariables>;