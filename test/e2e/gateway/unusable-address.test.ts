import { expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { startGateway } from '../../../src/gateway/gateway.ts';
import { createLog } from '../../../src/telemetry/log.ts';

test('an address of another machine is reported as a setting that cannot be used', async () => {
  // RFC 5737 reserves it for documentation: no machine has it.
  const config = readConfig({ HOST: '192.0.2.1', PORT: '0' });

  const starting = startGateway(config, createLog('silent'));

  await expect(starting).rejects.toMatchObject({
    name: 'ConfigError',
    problems: ['HOST: 192.0.2.1 is not an address of this machine (EADDRNOTAVAIL)'],
  });
});
