/** What a client asks for. */
export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** 13 fields over the full call event: a result of about 500 bytes. */
export const callFields = [
  'id',
  'name',
  'callId',
  'callDirection',
  'timestamp',
  'callerIdName',
  'callerIdNumber',
  'calleeIdName',
  'calleeIdNumber',
  'otherLegCallId',
  'channelCallState',
  'presenceId',
  'ownerId',
] as const;

export const callEvents: Operation = { query: `subscription { callEvents { ${callFields.join(' ')} } }` };

/** Whole rows; a change of one has about the same size. */
export const liveRegistrations: Operation = {
  query: `subscription {
    registrations {
      kind cursor removed { id }
      registrations {
        id accountName accountRealm authorizingId authorizingType ownerId contact contactIp contactPort username realm
        userAgent expiresSeconds eventTimestamp
      }
    }
  }`,
};

/** Whole rows of about the same size. An empty list is too short to count as an event. */
export const liveCalls: Operation = {
  query: `subscription {
    calls {
      kind cursor removed { id }
      calls { id state direction startedAt since parkedSlot from { ...end } to { ...end } }
    }
  }
  fragment end on CallParty { name number userId deviceId }`,
};
