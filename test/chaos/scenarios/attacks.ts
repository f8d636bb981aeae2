import { attack } from '../attack.ts';
import type { Scenario } from '../scenario.ts';

/**
 * What one client does to harm the others. Its own losses are its own: an innocent client beside it
 * judges.
 */
export const attacks: readonly Scenario[] = [
  'subscribe without a token',
  'subscribe and complete',
  'a query of nothing',
  'ping',
].map((messages) => ({
  name: `attack: five sockets send nothing but small messages: ${messages}`,
  versions: ['5'],
  async play(chaos) {
    await attack(chaos, { attacker: 'small-messages', argument: { sockets: 5, messages } });
  },
}));
