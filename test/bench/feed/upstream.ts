import { z } from 'zod';

/** What a server needs to be fed. */
export const upstream = z.object({
  apiUrl: z.string(),
  blackholeUrl: z.string(),
  accountId: z.string(),
  token: z.string(),
});

export type Upstream = z.infer<typeof upstream>;
