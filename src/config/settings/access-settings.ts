import { dataKeys, durationMs, flag, positive, trustedDocuments } from '../setting-types.ts';

/** How tokens are checked, and what clients may see. */
export const accessSettings = {
  authorityTtlMs: durationMs
    .default(60_000)
    .describe("how long Kazoo's answer that a token may see an account is kept"),
  recheckIntervalMs: durationMs
    .default(300_000)
    .describe('how often the tokens of running streams are checked for revocation and for lost authority'),
  maxCheckWaitMs: durationMs
    .default(300_000)
    .describe('how long the check of a token may wait while Kazoo limits requests'),
  limitedChecksPerSecond: positive
    .default(9)
    .describe("most checks of one account's tokens per second while Kazoo limits requests; keep it below Kazoo's 10"),
  maxConcurrentChecks: positive
    .default(16)
    .describe('most checks of tokens in progress at a time, at most three quarters of them for one address'),
  restrictUsers: flag
    .default(false)
    .describe('show users who are not administrators only their own calls, registrations, devices and mailboxes'),
  hiddenDataKeys: dataKeys
    .default([])
    .describe('keys of events and lists, separated by commas, that no client may see; `sip_*` hides all that begin so'),
  trustedDocuments: trustedDocuments
    .default([])
    .describe('JSON file of GraphQL documents by hash, which clients may name instead of sending the text'),
  trustedDocumentsOnly: flag
    .default(false)
    .describe("execute only the documents of `TRUSTED_DOCUMENTS` and of the gateway's own pages"),
} as const;
