import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

const require = createRequire(import.meta.url);

/** These start the built program. */
const programs = ['test/main.test.ts', 'test/e2e/fleet/fleet.test.ts', 'test/telemetry/trace-export.test.ts'];

/**
 * Browsers, a tracer, of which a process has one, clients that keep timers, what measures memory or
 * delays, and what counts the timers of real sockets, or promises.
 */
const alone = [
  'test/{demo,process-state}.test.ts',
  'test/{bench,browser,chaos}/**/*.test.ts',
  'test/client/installed-client.test.ts',
  'test/deploy/rolling-restart.test.ts',
  'test/examples/boards.test.ts',
  'test/e2e/auth/junk-tokens.test.ts',
  'test/e2e/fleet/demo.test.ts',
  'test/e2e/isolation/{tenant-isolation-streams,tenant-isolation-queries,innocent-client}.test.ts',
  'test/e2e/gateway/tracing.test.ts',
  'test/e2e/streams/known-subscribe.test.ts',
  'test/http/{http-turns,sse-stream}.test.ts',
  'test/scheduling/heartbeat.test.ts',
  'test/http/websocket/{websocket-heartbeat,websocket-login,websocket-reader,websocket-slow-client}.test.ts',
  'test/simulator/blackhole/blackhole-pressure.test.ts',
  'test/upstream/history/history.test.ts',
];

/** These start whole gateways. */
const gateways = [
  'test/{e2e,http}/**/*.test.ts',
  'test/client/{refused-cursors,replaced-gateway,resumable}.test.ts',
  'test/client/gateway-client/{connection-watch,create-gateway-client}.test.ts',
  'test/client/live-table/{live-calls,live-polls}.test.ts',
  'test/{deploy,examples}/**/*.test.ts',
];

/**
 * Files share the process of their worker and its modules, and leave nothing behind in it. That
 * saves a fifth of the processor time.
 */
const shared = { isolate: false, setupFiles: ['test/leave-nothing.ts'] };
const rooms = { include: ['test/**/*.test.ts'], exclude: [...programs, ...alone, ...gateways] };

export default defineConfig({
  resolve: {
    // Vite would load the ES build of graphql beside the CommonJS one that the libraries load: two copies, whose
    // schemas refuse each other.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }],
  },
  test: {
    root: new URL('..', import.meta.url).pathname,
    // For what hangs, not for what a busy machine makes slow.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Scenarios of chaos and drills, which wait for two thirds of their time.
    maxConcurrency: 5,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'programs', include: programs, globalSetup: ['test/built-program.ts'] } },
      { extends: true, test: { name: 'alone', include: alone, exclude: programs } },
      { extends: true, test: { name: 'gateways', include: gateways, exclude: [...programs, ...alone], ...shared } },
      { extends: true, test: { name: 'rooms', ...rooms, ...shared } },
    ],
  },
});
