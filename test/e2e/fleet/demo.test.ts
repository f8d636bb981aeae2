import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { until } from '../../harness/gateway-harness.ts';
import { describeFleet, metric } from './fleet-harness.ts';

describeFleet('the demo with --instances', () => {
  test('starts a fleet with an engine of its own, and leaves nothing behind', async () => {
    const { PATH = '' } = process.env;
    const demo = spawn(process.execPath, ['--import', 'tsx', 'src/demo.ts', '--instances', '2'], {
      env: { PATH, PORT: '0', HOST: '127.0.0.1', SHUTDOWN_WINDOW_MS: '100' },
      cwd: new URL('../../..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(demo, 'exit');
    const urls: string[] = [];
    for await (const line of createInterface({ input: demo.stdout })) {
      const [, url] = /^ +(http:\S+\/graphql) /.exec(line) ?? [];
      if (url !== undefined) urls.push(url);
      if (urls.length === 2) break;
    }
    demo.stdout.resume();

    await until(async () => {
      for (const url of urls) expect(await metric({ url }, 'fleet_mode{mode="fleet"}')).toBe(1);
    });
    demo.kill('SIGTERM');

    expect(await exited).toEqual([0, null]);
    for (const url of urls) await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
