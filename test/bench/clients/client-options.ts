import { z } from 'zod';

const clientKind = z.enum(['graphql-transport-ws', 'bare-ws', 'sse']);

export const clientOptions = z.object({
  kind: clientKind,
  port: z.number(),
  token: z.string(),
  connections: z.number(),
  subscriptionsPerConnection: z.number(),
  /** Each subscription takes the next one, beginning again after the last. */
  operations: z.array(z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).optional() })),
});

export type ClientKind = z.infer<typeof clientKind>;

export type ClientOptions = z.infer<typeof clientOptions>;
