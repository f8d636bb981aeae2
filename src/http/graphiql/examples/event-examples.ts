import { example } from './example.ts';

export const callEvents = example(
  'What happens to the legs of calls',
  `subscription CallEvents {
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
}`,
);

export const anyBinding = example(
  'Whatever matches a binding of Kazoo; { bindings } lists them',
  `subscription AnyBinding($binding: String!) {
  events(binding: $binding) {
    name
    binding
    receivedAt
    data
  }
}`,
  { binding: 'call.*.*' },
);

export const eventExamples = [
  callEvents,
  example(
    'The calls that nobody answered, and whether a message was left',
    `subscription Unanswered {
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
}`,
  ),
  example(
    'The calls that nobody answered in some queues',
    `subscription QueueMisses($queues: [ID!]) {
  missedCalls(filter: { queueIds: $queues }) {
    occurredAt
    queueId
    from {
      name
      number
    }
  }
}`,
    { queues: [] },
  ),
  example(
    'What happens in one conference',
    `subscription ConferenceEvents($conferenceId: ID!) {
  conferenceEvents(conferenceId: $conferenceId) {
    name
    participantId
    callerIdName
    speak
    talking
  }
}`,
    { conferenceId: '' },
  ),
  anyBinding,
  example(
    'Go on after a cursor: paste that of an event or of a list',
    `subscription Resume($after: String) {
  callEvents(after: $after) {
    cursor
    name
    callId
    gap {
      from
      to
      reason
    }
  }
}`,
    { after: null },
  ),
  example(
    'A list, and the cursor to go on from with Resume: no hole between',
    `query Snapshot {
  calls {
    cursor
    takenAt
    nodes {
      id
      state
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
}`,
  ),
  example(
    "How the gateway's own connection to Kazoo is doing",
    `subscription Status {
  streamStatus {
    state
    since
    reason
    attempt
    retryAt
  }
}`,
  ),
];
