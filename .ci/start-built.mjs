// Starts the built gateway as an operator would: the options of its bin, then a start, a health check and a clean stop.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const bin = 'dist/main.js';
const deadline = setTimeout(() => {
  console.error('The built gateway did not start and stop in time.');
  process.exit(1);
}, 30_000);

for (const option of ['--help', '--version', '--check-config']) {
  const { status, stderr } = spawnSync(process.execPath, [bin, option], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${option} exited with ${status}: ${stderr}`);
}

// Reads the Lua files, which no compiler copies.
const { Scripts } = await import('../dist/fleet/log/redis/scripts.js');
new Scripts();

const gateway = spawn(process.execPath, [bin], {
  env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'info', WALLBOARD: 'true' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let url;
for await (const line of createInterface({ input: gateway.stdout })) {
  const { msg, url: listeningOn } = JSON.parse(line);
  if (msg !== 'listening') continue;
  url = listeningOn;
  break;
}
const { status } = await fetch(new URL('/health/ready', url));
if (status !== 200) throw new Error(`/health/ready answered ${status}`);
const wallboard = await fetch(new URL('/wallboard', url));
if (wallboard.status !== 200) throw new Error(`/wallboard answered ${wallboard.status}`);
gateway.kill('SIGTERM');
const [code] = await once(gateway, 'exit');
if (code !== 0) throw new Error(`SIGTERM ended the gateway with ${code}`);
clearTimeout(deadline);
console.log('The built gateway starts, is ready, and stops cleanly.');
