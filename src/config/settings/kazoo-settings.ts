import { z } from 'zod';
import {
  address,
  addresses,
  certificates,
  durationMs,
  flag,
  positive,
  publicKeys,
  timeZone,
} from '../setting-types.ts';

/** Where Kazoo is, and how it is talked to. */
export const kazooSettings = {
  kazooApiUrl: address('http:', 'https:')
    .default('http://127.0.0.1:8000/v2')
    .describe("URL of Kazoo's REST API (Crossbar), with its version `/v2`"),
  kazooBlackholeUrl: addresses('ws:', 'wss:')
    .default(['ws://127.0.0.1:5555'])
    .describe(
      "URL of Kazoo's websocket application (blackhole); of several, separated by commas, the first that works is " +
        'used',
    ),
  kazooApiKey: z
    .string()
    // The message must not repeat it: it is a secret.
    .regex(/^[0-9a-f]{64}$/i, { error: 'must be 64 hexadecimal characters' })
    .optional()
    .describe(
      "API key of a superduper admin account, with which the gateway opens sockets and reads Kazoo's public keys",
    ),
  kazooPublicKeys: publicKeys
    .default([])
    .describe(
      "PEM files of Kazoo's public keys, separated by commas: `kid=path`, `path/kid.pem` or a folder of such files",
    ),
  kazooCa: certificates
    .optional()
    .describe("PEM file of the authorities that signed Kazoo's certificates; without it the well-known ones"),
  kazooServerName: z
    .string()
    .optional()
    .describe("host name that Kazoo's certificates must be for; without it the host of the Kazoo URLs"),
  kazooTimeZone: timeZone
    .optional()
    .describe(
      "time zone of Kazoo's nodes, at whose midnight the bindings of a month change; without it every zone is tried",
    ),
  connectTimeoutMs: durationMs.default(5_000).describe('how long connecting to Crossbar or blackhole may take'),
  restTimeoutMs: durationMs.default(10_000).describe('how long Crossbar may take to answer a request'),
  maxRestConnections: positive.default(32).describe('most connections to Crossbar at a time'),
  maxRestWaitMs: durationMs.default(30_000).describe('how long a request may wait for its turn at Crossbar'),
  maxConcurrentQueriesPerToken: positive
    .default(16)
    .describe('most queries of one user at one address that are executed at a time; others wait'),
  maxWaitingQueriesPerToken: positive
    .default(300)
    .describe('most queries of one user at one address that wait for others; more are refused'),
  maxWaitingReadsPerToken: positive
    .default(1_000)
    .describe('most requests to Crossbar that wait to read something for one user; more are refused'),
  maxRestRequestsPerOperation: positive.default(32).describe('most requests to Crossbar that one query may cause'),
  replyTimeoutMs: durationMs.default(5_000).describe('how long blackhole may take to answer a command'),
  upstreamPingIntervalMs: durationMs.default(10_000).describe('how often blackhole sockets are pinged'),
  upstreamPongTimeoutMs: durationMs.default(5_000).describe('how long blackhole may take to answer a ping'),
  connectsPerSecond: positive.default(50).describe('most connections to blackhole begun per second, over all accounts'),
  reconnectBaseMs: durationMs
    .default(250)
    .describe('first step of the growing, random delay between connection attempts to blackhole'),
  reconnectMaxMs: durationMs.default(30_000).describe('longest delay between connection attempts to blackhole'),
  maxUpstreamFrameBytes: positive.default(4_194_304).describe('largest frame accepted from blackhole'),
  kazooProbeIntervalMs: durationMs
    .default(10_000)
    .describe('how long an answer of `/health/ready` about Kazoo is kept before Kazoo is asked again'),
  readyNeedsKazoo: flag
    .default(false)
    .describe(
      'answer 503 at `/health/ready` while Crossbar or blackhole cannot be used, instead of 200 with `degraded`',
    ),
} as const;
