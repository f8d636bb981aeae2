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
