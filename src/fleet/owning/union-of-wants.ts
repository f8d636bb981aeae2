import type { AccountWants } from '../log/fleet-log.ts';
import type { WantedBindings } from '../source/account-source.ts';

/** Everything that any instance wants. */
export function unionOfWants(byInstance: AccountWants['byInstance']): WantedBindings {
  const union = new Map<string, readonly string[]>();
  for (const { binding, via } of [...byInstance.values()].flat()) {
    const known = union.get(binding);
    if (known === undefined) union.set(binding, via);
    else if (known.length > 0) union.set(binding, via.length === 0 ? [] : [...new Set([...known, ...via])]);
  }
  return union;
}
