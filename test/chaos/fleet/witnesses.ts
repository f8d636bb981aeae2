import type { GatewayProgram } from '../../harness/gateway-program.ts';
import { metrics } from '../../harness/operator-pages.ts';

const told = /^(fleet_mode|fleet_accounts|subscribers|(gaps|limited|slow_clients)_total)/;

/**
 * What gateways say of themselves that may explain problems: for how long each served by itself,
 * and what was lost or refused. One that has ended says nothing.
 */
export async function witnessesOf(programs: readonly GatewayProgram[]): Promise<readonly string[]> {
  return await Promise.all(programs.map(async (program, index) => `gateway ${index + 1}: ${await wordsOf(program)}`));
}

async function wordsOf(program: GatewayProgram): Promise<string> {
  if (!program.isServing) return 'has ended';
  try {
    const all = await metrics(program);
    const others = [...all].filter(([name, value]) => told.test(name) && value !== 0);
    const seconds = (all.get('fleet_solo_seconds_total') ?? Number.NaN).toFixed(1);
    return `solo for ${seconds} s, ${others.map(([name, value]) => `${name} ${value}`).join(', ')}`;
  } catch (error) {
    return `says nothing: ${error instanceof Error ? error.message : String(error)}`;
  }
}
