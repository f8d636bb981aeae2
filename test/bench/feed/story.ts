import { z } from 'zod';

/** What is fed: a new call with each event, or 50 calls that are held and taken back in turn. */
export const story = z.enum(['new calls', 'held calls']);

export type Story = z.infer<typeof story>;
