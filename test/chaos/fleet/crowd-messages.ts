import { z } from 'zod';
import { operations } from '../watcher.ts';

const operationNames = z.custom<keyof typeof operations>((name) => typeof name === 'string' && name in operations);

/** A client that is to be made. */
export const newClient = z.object({
  accountId: z.string(),
  operation: operationNames,
  token: z.string(),
  /** Where it is first; afterwards where its gateway still is, or at random. */
  url: z.string(),
});

export const crowdStart = z.object({ seed: z.number(), urls: z.array(z.string()), clients: z.array(newClient) });

/** These clients, by their place in the crowd, go to that gateway. */
export const gathering = z.object({ places: z.array(z.number()), url: z.string() });

export const entry = z.object({ number: z.number(), kind: z.string(), atMs: z.number() });

/** What an account's events were, or its last ones. */
export const accountEntries = z.object({ accountId: z.string(), entries: z.array(entry) });

export const tally = z.object({
  clients: z.number(),
  deliveries: z.number(),
  duplicates: z.number(),
  missing: z.number(),
  beforeCursor: z.number(),
  gaps: z.record(z.string(), z.number()),
  expiries: z.number(),
  longestWaitMs: z.number(),
});

export const verdict = z.object({
  problems: z.array(z.string()),
  /** Of clients that were told of a certain loss, or that their cursor is too old. */
  alarms: z.array(z.string()),
  tally,
});

export type NewClient = z.infer<typeof newClient>;
export type AccountEntries = z.infer<typeof accountEntries>;
export type Verdict = z.infer<typeof verdict>;
