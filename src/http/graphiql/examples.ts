/** One tab of GraphiQL; `variables` is JSON as text. */
export interface Example {
  readonly query: string;
  readonly variables: string | null;
}

/** What the form for logging in holds when the page opens. */
export interface PrefilledLogin {
  readonly accountName: string;
  readonly username: string;
  readonly password: string;
}

const emptyLogin: PrefilledLogin = { accountName: '', username: '', password: '' };

export function logInExample(prefilled: PrefilledLogin = emptyLogin): Example {
  const { accountName, username, password } = prefilled;
  return {
    query: `# 1. Fill in the variables below, and run it
# (Ctrl-Enter). This browser tab then keeps the
# token and sends it with everything after.
mutation LogIn($input: LoginInput!) {
  login(input: $input) {
    authToken
    accountName
    accountId
    expiresAt
  }
}
`,
    // GraphiQL would underline the input without `method`: it takes no notice of default values.
    variables: JSON.stringify({ input: { accountName, username, password, method: 'MD5' } }, null, 2),
  };
}

export const otherExamples: readonly Example[] = [
  {
    query: `# 2. The calls that are up: first all of them,
# then what changes, newest first.
subscription Calls {
  calls {
    kind
    calls {
      id
      state
      direction
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
      reason
    }
  }
}
`,
    variables: null,
  },
  {
    query: `# 3. What happens to their legs, newest first.
subscription CallEvents {
  callEvents {
    name
    callId
    callDirection
    callerIdName
    callerIdNumber
    calleeIdName
    calleeIdNumber
    timestamp
    hangupCause
    durationSeconds
  }
}
`,
    variables: null,
  },
  {
    query: `# 4. The calls that nobody answered, and
# whether a message was left, newest first.
subscription Unanswered {
  missedCalls {
    occurredAt
    from {
      name
      number
    }
    to {
      name
      number
    }
    leftVoicemail
    hangupCause
  }
}
`,
    variables: null,
  },
  {
    query: `# 5. What people do: who talks to whom, and
# whose phone rings.
subscription People {
  people {
    kind
    people {
      id
      firstName
      state
      since
      call {
        otherParty {
          name
          number
        }
      }
    }
    removed {
      id
      reason
    }
  }
}
`,
    variables: null,
  },
  {
    query: `# 6. How the calls are doing, in numbers.
subscription Board {
  accountBoard {
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
    }
    removed {
      id
    }
  }
}
`,
    variables: null,
  },
  {
    query: `# 7. Who is in the conferences that run, who
# talks, and who is muted.
subscription Conferences {
  conferences {
    kind
    conferences {
      id
      name
      participants {
        id
        callerIdName
        joinTime
        speak
        talking
      }
    }
    removed {
      id
      reason
    }
  }
}
`,
    variables: null,
  },
  {
    query: `# 8. Whatever matches a binding of Kazoo.
# { bindings } lists what is on offer.
subscription AnyBinding($binding: String!) {
  events(binding: $binding) {
    name
    binding
    receivedAt
    data
  }
}
`,
    variables: JSON.stringify({ binding: 'call.*.*' }, null, 2),
  },
  {
    query: `# 9. Who you are, and until when.
query WhoAmI {
  viewer {
    expiresAt
    ownerId
    account {
      id
      name
      realm
      timezone
    }
  }
}
`,
    variables: null,
  },
];
