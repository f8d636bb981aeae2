import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { checkPorts, portsOf } from '../../../src/simulator/demo/demo-ports.ts';

test('instances take ports one after the other, or each any free one', () => {
  expect(portsOf(3, 4000)).toEqual([4000, 4001, 4002]);
  expect(portsOf(2, 0)).toEqual([0, 0]);
});

test('a port that another program has taken is named, with all that are needed; free ones stay free', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = Object(other.address());

  await expect(checkPorts([0, 0, port], '127.0.0.1')).rejects.toThrow(
    `Port ${port} is taken by another program. The demo takes the ports 0 to ${port}, one for each instance`,
  );
  await expect(checkPorts([port], '127.0.0.1')).rejects.toThrow(`Port ${port} is taken`);
  other.close();
  await once(other, 'close');

  await expect(checkPorts([port], '127.0.0.1')).resolves.toBeUndefined();
  await expect(checkPorts([port], '127.0.0.1')).resolves.toBeUndefined();
});
