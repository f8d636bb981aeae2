import { z } from 'zod';

/**
 * What is fed: a new call with each event; 50 calls, or 200, that are held and taken back in turn;
 * or phones that register anew, of which Kazoo tells in its list alone.
 */
export const story = z.enum(['new calls', 'held calls', 'many held calls', 'registrations']);

export type Story = z.infer<typeof story>;
