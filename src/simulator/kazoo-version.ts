import type { BlackholeModule } from './blackhole/blackhole-settings.ts';

/**
 * `4.3.23` stands for 4.3.0 to 4.3.90, `4.3.142` is the last 4.3, `master` the public branch that
 * reports itself as 5, and `5` what 2600Hz ships under that name.
 */
export type KazooVersion = '4.3.23' | '4.3.142' | 'master' | '5';

/** What differs on the wire between versions (protocol.md "Versions", kazoo-5.md). */
export interface KazooBehaviour {
  readonly reportedVersion: string;
  /** REST envelopes and events are those of master, which 5 keeps unless another member says so. */
  readonly isMasterOrLater: boolean;
  /** Commands, replies and bindings are those of Kazoo 5 (kazoo-5.md sections 3 and 5). */
  readonly speaksKazoo5: boolean;
  /**
   * Crossbar's accounts, renewals, limits and envelopes are those of Kazoo 5 (kazoo-5.md section
   * 6).
   */
  readonly hasCrossbar5: boolean;
  /** Call and conference events are those of Kazoo 5 (kazoo-5.md section 5). */
  readonly hasEvents5: boolean;
  /**
   * Replies list the internal keys of this message only, and unsubscribe leaves the binding on the
   * socket.
   */
  readonly answersInternalKeys: boolean;
  /** A first message without a token, or an action that is not text, closes with 1011. */
  readonly closesOnMissingToken: boolean;
  readonly limitsConnectionsPerIp: boolean;
  /**
   * Connections are counted by `X-Forwarded-For`, exactly as anybody sends it (kazoo-5.md section
   * 2).
   */
  readonly countsForwardedAddresses: boolean;
  /** `Authorization` in the handshake is looked at (kazoo-5.md section 2). */
  readonly readsHandshakeAuthorization: boolean;
  readonly hasPresence: boolean;
  /** The call centre application is part of it. */
  readonly hasQueues: boolean;
  /** Modules of blackhole that are loaded by default, beside those that always are. */
  readonly modules: readonly BlackholeModule[];
  /**
   * `conference.event.C.CALL`, `conference.event.C.*.EVENT`, or `conference.event.EVENT.C.CALL`.
   */
  readonly conferenceWords: 'call id' | 'event name' | 'event first';
  /**
   * An account id that cannot be split like one, `*` with documents, `*` as a family: 1011 instead
   * of an error.
   */
  readonly closesOnMalformedAccount: boolean;
  /** Call bindings need no counted listener (kazoo-5.md section 4). */
  readonly hearsEveryCall: boolean;
  /**
   * Bindings of every account hear only what nobody hears as of its own account (kazoo-5.md section
   * 4).
   */
  readonly prefersOwnAccount: boolean;
  /** Further frames are dropped silently while more than this many wait. */
  readonly maxQueuedFrames: number;
  readonly sendTimeoutMs: number;
  /** 4.3 forgets to remove this internal header (scene 9.1 of 4.3.142.transcript). */
  readonly keepsDeliverToPid: boolean;
}

const fourThree23: KazooBehaviour = {
  reportedVersion: '4.3.23',
  isMasterOrLater: false,
  speaksKazoo5: false,
  hasCrossbar5: false,
  hasEvents5: false,
  answersInternalKeys: true,
  closesOnMissingToken: true,
  limitsConnectionsPerIp: false,
  countsForwardedAddresses: false,
  readsHandshakeAuthorization: false,
  hasPresence: false,
  hasQueues: true,
  modules: [],
  conferenceWords: 'call id',
  closesOnMalformedAccount: true,
  hearsEveryCall: false,
  prefersOwnAccount: false,
  maxQueuedFrames: Number.POSITIVE_INFINITY,
  sendTimeoutMs: Number.POSITIVE_INFINITY,
  keepsDeliverToPid: true,
};

const fourThree142: KazooBehaviour = {
  ...fourThree23,
  reportedVersion: '4.3.142',
  answersInternalKeys: false,
  closesOnMissingToken: false,
  limitsConnectionsPerIp: true,
  conferenceWords: 'event name',
  maxQueuedFrames: 50,
  sendTimeoutMs: 5_000,
};

const master: KazooBehaviour = {
  ...fourThree23,
  reportedVersion: '5.0.0',
  isMasterOrLater: true,
  answersInternalKeys: false,
  closesOnMissingToken: false,
  limitsConnectionsPerIp: true,
  hasPresence: true,
  closesOnMalformedAccount: false,
  keepsDeliverToPid: false,
};

const five: KazooBehaviour = {
  ...master,
  reportedVersion: '5.4.12',
  speaksKazoo5: true,
  hasCrossbar5: true,
  hasEvents5: true,
  countsForwardedAddresses: true,
  readsHandshakeAuthorization: true,
  hasQueues: false,
  modules: ['stream'],
  conferenceWords: 'event first',
  hearsEveryCall: true,
  prefersOwnAccount: true,
  maxQueuedFrames: 50,
  sendTimeoutMs: 5_000,
};

const behaviours: Readonly<Record<KazooVersion, KazooBehaviour>> = {
  '4.3.23': fourThree23,
  '4.3.142': fourThree142,
  master,
  '5': five,
};

export function behaviourOf(version: KazooVersion): KazooBehaviour {
  return behaviours[version];
}
