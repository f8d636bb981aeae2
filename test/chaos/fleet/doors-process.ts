/** The process of the ways to the engine: what it passes on must not wait for anything else. */
import { z } from 'zod';
import { answerCalls } from '../../bench/child-calls.ts';
import { SwallowingProxy } from '../../fleet/log/swallowing-proxy.ts';

const direction = z.enum(['to the engine', 'from the engine']);
const swallowing = z.object({ url: z.string(), directions: z.array(direction) });

const doors = new Map<string, SwallowingProxy>();

function doorAt(url: string): SwallowingProxy {
  const door = doors.get(url);
  if (door === undefined) throw new RangeError(`There is no door ${url}.`);
  return door;
}

answerCalls({
  async open(argument): Promise<string> {
    const door = await SwallowingProxy.before(z.number().parse(argument));
    doors.set(door.url, door);
    return door.url;
  },
  swallow(argument): void {
    const { url, directions } = swallowing.parse(argument);
    doorAt(url).swallow(...directions);
  },
  pass: (argument) => doorAt(z.string().parse(argument)).pass(),
  /** Connections from now on lead to another port. */
  lead(argument): void {
    for (const door of doors.values()) door.leadTo(z.number().parse(argument));
  },
});
