#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { ConfigError, describeSettings, readConfig } from './config/config.ts';

const usage = `kazoo-graphql-gateway: one GraphQL endpoint in front of Kazoo

Usage: kazoo-graphql-gateway [--help | --version | --check-config]

  --check-config  checks the settings without opening anything; exits with 0 if they can be used, else with 1

Settings are environment variables (name, default, meaning):

${describeSettings()}
`;

const packageFile = new URL('../package.json', import.meta.url);

function version(): string {
  return JSON.parse(readFileSync(packageFile, 'utf8')).version;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.explanation);
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<void> {
  const [option] = args;
  if (option === '--help') console.log(usage);
  else if (option === '--version') console.log(version());
  else if (option === '--check-config') {
    readConfig(process.env);
    console.log('The settings can be used.');
  } else if (option !== undefined) {
    console.error(`Unknown option ${option}. See --help.`);
    process.exitCode = 1;
  } else await serve();
}

/** Runs until the first SIGTERM or SIGINT; a second one exits at once. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  // The gateway is loaded once the settings are known to be good: `--help` and the like should not wait for it.
  const { startGateway } = await import('./gateway/gateway.ts');
  const { createLog } = await import('./telemetry/log.ts');
  const log = createLog(config.logLevel);
  // Loaded only when it is needed: it is large.
  const stopTraceExport =
    config.otelExporterOtlpEndpoint === undefined
      ? undefined
      : (await import('./telemetry/trace-export.ts')).startTraceExport(version(), log);
  const gateway = await startGateway(config, log);
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'closing');
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.off(name, stop).once(name, () => process.exit(1));
    gateway
      .close()
      .finally(stopTraceExport)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'closing failed');
          process.exit(1);
        },
      );
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}
