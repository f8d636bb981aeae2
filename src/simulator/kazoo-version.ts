/**
 * `4.3.23` stands for 4.3.0 to 4.3.90, `4.3.142` is the last 4.3, `master` the public branch that
 * reports itself as 5.
 */
export type KazooVersion = '4.3.23' | '4.3.142' | 'master';

/** What differs on the wire between versions (protocol.md "Versions"). */
export interface KazooBehaviour {
  readonly reportedVersion: string;
  /**
   * REST envelopes and events are those of master, which later versions keep unless another member
   * says so.
   */
  readonly isMasterOrLater: boolean;
  /**
   * Replies list the internal keys of this message only, and unsubscribe leaves the binding on the
   * socket.
   */
  readonly answersInternalKeys: boolean;
  /** A first message without a token, or an action that is not text, closes with 1011. */
  readonly closesOnMissingToken: boolean;
  readonly limitsConnectionsPerIp: boolean;
  readonly hasPresence: boolean;
  /** `conference.event.C.CALL`, or `conference.event.C.*.EVENT`. */
  readonly conferenceWords: 'call id' | 'event name';
  /**
   * An account id that cannot be split like one, `*` with documents, `*` as a family: 1011 instead
   * of an error.
   */
  readonly closesOnMalformedAccount: boolean;
  readonly maxQueuedFrames: number;
  readonly sendTimeoutMs: number;
  /** 4.3 forgets to remove this internal header (scene 9.1 of 4.3.142.scenes). */
  readonly keepsDeliverToPid: boolean;
}

const behaviours: Readonly<Record<KazooVersion, KazooBehaviour>> = {
  '4.3.23': {
    reportedVersion: '4.3.23',
    isMasterOrLater: false,
    answersInternalKeys: true,
    closesOnMissingToken: true,
    limitsConnectionsPerIp: false,
    hasPresence: false,
    conferenceWords: 'call id',
    closesOnMalformedAccount: true,
    maxQueuedFrames: Number.POSITIVE_INFINITY,
    sendTimeoutMs: Number.POSITIVE_INFINITY,
    keepsDeliverToPid: true,
  },
  '4.3.142': {
    reportedVersion: '4.3.142',
    isMasterOrLater: false,
    answersInternalKeys: false,
    closesOnMissingToken: false,
    limitsConnectionsPerIp: true,
    hasPresence: false,
    conferenceWords: 'event name',
    closesOnMalformedAccount: true,
    maxQueuedFrames: 50,
    sendTimeoutMs: 5_000,
    keepsDeliverToPid: true,
  },
  master: {
    reportedVersion: '5.0.0',
    isMasterOrLater: true,
    answersInternalKeys: false,
    closesOnMissingToken: false,
    limitsConnectionsPerIp: true,
    hasPresence: true,
    conferenceWords: 'call id',
    closesOnMalformedAccount: false,
    maxQueuedFrames: Number.POSITIVE_INFINITY,
    sendTimeoutMs: Number.POSITIVE_INFINITY,
    keepsDeliverToPid: false,
  },
};

export function behaviourOf(version: KazooVersion): KazooBehaviour {
  return behaviours[version];
}
