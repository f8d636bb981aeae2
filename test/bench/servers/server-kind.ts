import { z } from 'zod';

export const serverKind = z.enum(['gateway', 'relay', 'yoga']);

export type ServerKind = z.infer<typeof serverKind>;
