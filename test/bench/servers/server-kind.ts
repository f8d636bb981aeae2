import { z } from 'zod';

export const serverKind = z.enum([
  'gateway',
  'fleetFollower',
  'otherGateway',
  'relay',
  'textRelay',
  'yoga',
  'mercurius',
]);

export type ServerKind = z.infer<typeof serverKind>;
