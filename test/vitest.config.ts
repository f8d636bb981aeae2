import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

const require = createRequire(import.meta.url);

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
    include: ['test/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
  },
});
