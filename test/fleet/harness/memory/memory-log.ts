import type { FleetLog } from '../../../../src/fleet/log/fleet-log.ts';
import { LinkedLog } from '../../../../src/fleet/log/linked-log.ts';
import type { MemoryEngine } from './memory-engine.ts';
import { MemoryLink } from './memory-link.ts';

/** A log on an engine within the process; instances that share the engine are a fleet. */
export function memoryLog(engine: MemoryEngine, instanceId: string): FleetLog {
  return new LinkedLog(instanceId, async (id, listener) => new MemoryLink(engine, await engine.connect(id, listener)));
}
