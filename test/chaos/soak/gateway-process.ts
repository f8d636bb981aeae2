/** The process of a gateway that is watched from outside. */
import { existsSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { readConfig } from '../../../src/config/config.ts';
import { type Gateway, startGateway } from '../../../src/gateway/gateway.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { answerCalls } from '../../bench/child-calls.ts';
import { gaugeTotals } from '../../harness/gauge-totals.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const maxErrors = 10;
const nanosecondsPerMillisecond = 1e6;
/** Of Linux: how long this thread has run, and has waited for a processor, in nanoseconds. */
const processorTimes = '/proc/thread-self/schedstat';
const loopDelay = monitorEventLoopDelay({ resolution: 5 });
loopDelay.enable();

const errors: string[] = [];
let running: Gateway | undefined;

answerCalls({
  async start(settings): Promise<string> {
    const config = readConfig(z.record(z.string(), z.string()).parse(settings));
    const log = createLog('error', { write: (line) => errors.length < maxErrors && errors.push(line) });
    running = await startGateway(config, log);
    return running.url;
  },
  /**
   * From now on errors tell where they are in what was compiled. Else the parsed map of each module
   * that makes one is kept.
   */
  forgoSourceMaps: () => process.setSourceMapsEnabled(false),
  /** The first lines that the gateway has logged as errors. */
  errors: () => errors,
  gauges: () => (running === undefined ? {} : gaugeTotals(running.gauges)),
  /** How long the event loop took at most since the last call, in milliseconds. */
  longestTurnMs(): number {
    const longestMs = loopDelay.max / nanosecondsPerMillisecond;
    loopDelay.reset();
    return longestMs;
  },
  /**
   * How long the event loop has run, and how long it could not since others had the processors;
   * undefined where the system does not tell.
   */
  processorMs() {
    if (!existsSync(processorTimes)) return undefined;
    const [ran = 0, waited = 0] = readFileSync(processorTimes, 'utf8')
      .split(' ')
      .map((nanoseconds) => Number(nanoseconds) / nanosecondsPerMillisecond);
    return { ran, waited };
  },
  /**
   * `code` is what V8 has compiled, which it goes on to do as functions become hot; `history` are
   * the events that are kept, up to their own limit; `data` is the rest of the heap.
   */
  heapBytes() {
    // What finalizers free is free after the second collection.
    collectGarbage();
    collectGarbage();
    const { code_and_metadata_size: machineCode, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
    const code = machineCode + bytecode;
    const history = running?.gauges.historyBytes() ?? 0;
    return { data: process.memoryUsage().heapUsed - code - history, code, history };
  },
});
