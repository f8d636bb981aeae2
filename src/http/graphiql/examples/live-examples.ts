import { example } from './example.ts';

export const calls = example(
  'The calls that are up: all of them, then what changes',
  `subscription Calls {
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
}`,
);

export const liveExamples = [
  calls,
  example(
    'The calls of one user: whose ownerId viewer says',
    `subscription MyCalls($user: ID!) {
  calls(filter: { ownerIds: [$user] }) {
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
      reason
    }
  }
}`,
    { user: '' },
  ),
  example(
    'How the calls are doing, in numbers',
    `subscription Board {
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
}`,
  ),
  example(
    'What people do: who talks to whom, whose phone rings',
    `subscription People {
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
}`,
  ),
  example(
    'Who is in the conferences, who talks, who is muted',
    `subscription Conferences {
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
}`,
  ),
  example(
    'How the queues are doing, where the call centre runs',
    `subscription Queues {
  queueBoard {
    kind
    queueBoard {
      id
      name
      waiting
      longestWaitSince
      agentsReady
      agentsTalking
    }
    removed {
      id
    }
  }
}`,
  ),
  example(
    'A reseller: the calls of all accounts below',
    `subscription Reseller {
  calls(scope: DESCENDANTS) {
    kind
    absentAccountIds
    calls {
      id
      accountId
      state
      from {
        number
      }
      to {
        number
      }
    }
    removed {
      id
    }
  }
}`,
  ),
];
