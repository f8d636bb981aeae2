/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      authToken\n      accountId\n      expiresAt\n    }\n  }\n": typeof types.LogInDocument,
    "\n  query CurrentCalls {\n    channels {\n      cursor\n      nodes {\n        callId\n        destination\n        timestamp\n      }\n    }\n  }\n": typeof types.CurrentCallsDocument,
    "\n  subscription WatchCalls($after: String) {\n    callEvents(after: $after) {\n      id\n      cursor\n      name\n      receivedAt\n      callId\n      callerIdName\n      callerIdNumber\n      hangupCause\n    }\n  }\n": typeof types.WatchCallsDocument,
    "\n  subscription WatchBinding($binding: String!, $after: String) {\n    events(binding: $binding, after: $after) {\n      __typename\n      id\n      cursor\n      name\n      data\n      ... on CallEvent {\n        callId\n      }\n      ... on DocumentEvent {\n        documentId\n      }\n    }\n  }\n": typeof types.WatchBindingDocument,
    "\n  subscription WatchBoard($accountId: ID) {\n    calls(accountId: $accountId) {\n      kind\n      calls {\n        id\n        state\n        since\n        from {\n          name\n          number\n        }\n        to {\n          name\n          number\n        }\n      }\n      removed {\n        id\n      }\n    }\n  }\n": typeof types.WatchBoardDocument,
    "\n  subscription WatchKazoo($accountId: ID) {\n    streamStatus(accountId: $accountId) {\n      state\n      reason\n      gap {\n        from\n        to\n      }\n    }\n  }\n": typeof types.WatchKazooDocument,
    "\n  query CurrentBoard {\n    calls {\n      __typename\n      nodes {\n        id\n        state\n        since\n        from {\n          name\n          number\n        }\n        to {\n          name\n          number\n        }\n      }\n    }\n  }\n": typeof types.CurrentBoardDocument,
    "\n  query CurrentLegs {\n    channels {\n      __typename\n      nodes {\n        __typename\n        id\n        owner {\n          ...Person\n        }\n        device {\n          ...Phone\n        }\n      }\n    }\n  }\n": typeof types.CurrentLegsDocument,
    "\n  query PeopleAndPhones {\n    users {\n      __typename\n      nodes {\n        ...Person\n        email\n      }\n    }\n    devices {\n      __typename\n      nodes {\n        ...Phone\n        macAddress\n        owner {\n          ...Person\n        }\n      }\n    }\n  }\n": typeof types.PeopleAndPhonesDocument,
    "\n  fragment Person on User {\n    __typename\n    id\n    username\n    firstName\n    lastName\n    privLevel\n  }\n": typeof types.PersonFragmentDoc,
    "\n  fragment Phone on Device {\n    __typename\n    id\n    name\n    deviceType\n    enabled\n    ownerId\n  }\n": typeof types.PhoneFragmentDoc,
};
const documents: Documents = {
    "\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      authToken\n      accountId\n      expiresAt\n    }\n  }\n": types.LogInDocument,
    "\n  query CurrentCalls {\n    channels {\n      cursor\n      nodes {\n        callId\n        destination\n        timestamp\n      }\n    }\n  }\n": types.CurrentCallsDocument,
    "\n  subscription WatchCalls($after: String) {\n    callEvents(after: $after) {\n      id\n      cursor\n      name\n      receivedAt\n      callId\n      callerIdName\n      callerIdNumber\n      hangupCause\n    }\n  }\n": types.WatchCallsDocument,
    "\n  subscription WatchBinding($binding: String!, $after: String) {\n    events(binding: $binding, after: $after) {\n      __typename\n      id\n      cursor\n      name\n      data\n      ... on CallEvent {\n        callId\n      }\n      ... on DocumentEvent {\n        documentId\n      }\n    }\n  }\n": types.WatchBindingDocument,
    "\n  subscription WatchBoard($accountId: ID) {\n    calls(accountId: $accountId) {\n      kind\n      calls {\n        id\n        state\n        since\n        from {\n          name\n          number\n        }\n        to {\n          name\n          number\n        }\n      }\n      removed {\n        id\n      }\n    }\n  }\n": types.WatchBoardDocument,
    "\n  subscription WatchKazoo($accountId: ID) {\n    streamStatus(accountId: $accountId) {\n      state\n      reason\n      gap {\n        from\n        to\n      }\n    }\n  }\n": types.WatchKazooDocument,
    "\n  query CurrentBoard {\n    calls {\n      __typename\n      nodes {\n        id\n        state\n        since\n        from {\n          name\n          number\n        }\n        to {\n          name\n          number\n        }\n      }\n    }\n  }\n": types.CurrentBoardDocument,
    "\n  query CurrentLegs {\n    channels {\n      __typename\n      nodes {\n        __typename\n        id\n        owner {\n          ...Person\n        }\n        device {\n          ...Phone\n        }\n      }\n    }\n  }\n": types.CurrentLegsDocument,
    "\n  query PeopleAndPhones {\n    users {\n      __typename\n      nodes {\n        ...Person\n        email\n      }\n    }\n    devices {\n      __typename\n      nodes {\n        ...Phone\n        macAddress\n        owner {\n          ...Person\n        }\n      }\n    }\n  }\n": types.PeopleAndPhonesDocument,
    "\n  fragment Person on User {\n    __typename\n    id\n    username\n    firstName\n    lastName\n    privLevel\n  }\n": types.PersonFragmentDoc,
    "\n  fragment Phone on Device {\n    __typename\n    id\n    name\n    deviceType\n    enabled\n    ownerId\n  }\n": types.PhoneFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      authToken\n      accountId\n      expiresAt\n    }\n  }\n"): (typeof documents)["\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      authToken\n      accountId\n      expiresAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CurrentCalls {\n    channels {\n      cursor\n      nodes {\n        callId\n        destination\n        timestamp\n      }\n    }\n  }\n"): (typeof documents)["\n  query CurrentCalls {\n    channels {\n      cursor\n      nodes {\n        callId\n        destination\n        timestamp\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchCalls($after: String) {\n    callEvents(after: $after) {\n      id\n      cursor\n      name\n      receivedAt\n      callId\n      callerIdName\n      callerIdNumber\n      hangupCause\n    }\n  }\n"): (typeof documents)["\n  subscription WatchCalls($after: String) {\n    callEvents(after: $after) {\n      id\n      cursor\n      name\n      receivedAt\n      callId\n      callerIdName\n      callerIdNumber\n      hangupCause\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchBinding($binding: String!, $after: String) {\n    events(binding: $binding, after: $after) {\n      __typename\n      id\n      cursor\n      name\n      data\n      ... on CallEvent {\n        callId\n      }\n      ... on DocumentEvent {\n        documentId\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription WatchBinding($binding: String!, $after: String) {\n    events(binding: $binding, after: $after) {\n      __typename\n      id\n      cursor\n      name\n      data\n      ... on CallEvent {\n        callId\n      }\n      ... on DocumentEvent {\n        documentId\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchBoard($accountId: ID) {\n    calls(accountId: $accountId) {\n      kind\n      calls {\n        id\n        state\n        since\n        from {\n          name\n          number\n        }\n        to {\n          name\n          number\n        }\n      }\n      removed {\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription WatchBoard($accountId: ID) {\n    calls(accountId: $accountId) {\n      kind\n      calls {\n        id\n        state\n        since\n        from {\n          name\n          number\n        }\n        to {\n          name\n          number\n        }\n      }\n      removed {\n        id\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchKazoo($accountId: ID) {\n    streamStatus(accountId: $accountId) {\n      state\n      reason\n      gap {\n        from\n        to\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription WatchKazoo($accountId: ID) {\n    streamStatus(accountId: $accountId) {\n      state\n      reason\n      gap {\n        from\n        to\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CurrentBoard {\n    calls {\n      __typename\n      nodes {\n        id\n        state\n        since\n        from {\n          name\n          number\n        }\n        to {\n          name\n          number\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CurrentBoard {\n    calls {\n      __typename\n      nodes {\n        id\n        state\n        since\n        from {\n          name\n          number\n        }\n        to {\n          name\n          number\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CurrentLegs {\n    channels {\n      __typename\n      nodes {\n        __typename\n        id\n        owner {\n          ...Person\n        }\n        device {\n          ...Phone\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CurrentLegs {\n    channels {\n      __typename\n      nodes {\n        __typename\n        id\n        owner {\n          ...Person\n        }\n        device {\n          ...Phone\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PeopleAndPhones {\n    users {\n      __typename\n      nodes {\n        ...Person\n        email\n      }\n    }\n    devices {\n      __typename\n      nodes {\n        ...Phone\n        macAddress\n        owner {\n          ...Person\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query PeopleAndPhones {\n    users {\n      __typename\n      nodes {\n        ...Person\n        email\n      }\n    }\n    devices {\n      __typename\n      nodes {\n        ...Phone\n        macAddress\n        owner {\n          ...Person\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Person on User {\n    __typename\n    id\n    username\n    firstName\n    lastName\n    privLevel\n  }\n"): (typeof documents)["\n  fragment Person on User {\n    __typename\n    id\n    username\n    firstName\n    lastName\n    privLevel\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Phone on Device {\n    __typename\n    id\n    name\n    deviceType\n    enabled\n    ownerId\n  }\n"): (typeof documents)["\n  fragment Phone on Device {\n    __typename\n    id\n    name\n    deviceType\n    enabled\n    ownerId\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;