import { graphql } from './generated/gql.ts';

export const LogIn = graphql(`
  mutation LogIn($input: LoginInput!) {
    login(input: $input) {
      authToken
      accountId
      expiresAt
    }
  }
`);

/**
 * The first screen. Subscribe after its cursor, and nothing is missed between the picture and the
 * stream.
 */
export const CurrentCalls = graphql(`
  query CurrentCalls {
    channels {
      cursor
      nodes {
        callId
        destination
        timestamp
      }
    }
  }
`);

/** `$after` and `cursor` are what `resumable` needs. */
export const WatchCalls = graphql(`
  subscription WatchCalls($after: String) {
    callEvents(after: $after) {
      id
      cursor
      name
      receivedAt
      callId
      callerIdName
      callerIdNumber
      hangupCause
    }
  }
`);

/** Any binding: fields that only some types of events have are asked for in fragments. */
export const WatchBinding = graphql(`
  subscription WatchBinding($binding: String!, $after: String) {
    events(binding: $binding, after: $after) {
      __typename
      id
      cursor
      name
      data
      ... on CallEvent {
        callId
      }
      ... on DocumentEvent {
        documentId
      }
    }
  }
`);

/** `kind`, one list with the `id` of its rows, and `removed { id }` are what `liveTable` needs. */
export const WatchBoard = graphql(`
  subscription WatchBoard($accountId: ID) {
    calls(accountId: $accountId) {
      kind
      calls {
        id
        state
        since
        from {
          name
          number
        }
        to {
          name
          number
        }
      }
      removed {
        id
      }
    }
  }
`);

/** How the gateway's own connection to Kazoo is doing, which the board cannot show. */
export const WatchKazoo = graphql(`
  subscription WatchKazoo($accountId: ID) {
    streamStatus(accountId: $accountId) {
      state
      reason
      gap {
        from
        to
      }
    }
  }
`);

/** The rows of the board, once. */
export const CurrentBoard = graphql(`
  query CurrentBoard {
    calls {
      __typename
      nodes {
        id
        state
        since
        from {
          name
          number
        }
        to {
          name
          number
        }
      }
    }
  }
`);

/** The users and devices of an account, as neighbours of its calls. */
export const CurrentLegs = graphql(`
  query CurrentLegs {
    channels {
      __typename
      nodes {
        __typename
        id
        owner {
          ...Person
        }
        device {
          ...Phone
        }
      }
    }
  }
`);

/** Those users and devices, as lists. */
export const PeopleAndPhones = graphql(`
  query PeopleAndPhones {
    users {
      __typename
      nodes {
        ...Person
        email
      }
    }
    devices {
      __typename
      nodes {
        ...Phone
        macAddress
        owner {
          ...Person
        }
      }
    }
  }
`);

graphql(`
  fragment Person on User {
    __typename
    id
    username
    firstName
    lastName
    privLevel
  }
`);

graphql(`
  fragment Phone on Device {
    __typename
    id
    name
    deviceType
    enabled
    ownerId
  }
`);
