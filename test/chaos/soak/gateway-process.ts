/** The process of the gateway whose heap is watched. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { readConfig } from '../../../src/config/config.ts';
import { startGateway } from '../../../src/gateway/gateway.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { answerCalls } from '../../bench/child-calls.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

answerCalls({
  async start(settings): Promise<string> {
    const config = readConfig(z.record(z.string(), z.string()).parse(settings));
    const gateway = await startGateway(config, createLog('silent'));
    return gateway.url;
  },
  heapUsedBytes(): number {
    // What finalizers free is free after the second collection.
    collectGarbage();
    collectGarbage();
    return process.memoryUsage().heapUsed;
  },
});
