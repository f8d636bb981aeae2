#!/usr/bin/env node
import { ConfigError, readConfig } from './config/config.ts';
import { describeSettings, documentSettings } from './config/setting-tables.ts';
import { settingValues } from './config/setting-values.ts';
import { settingWarnings } from './config/setting-warnings.ts';
import { packageVersion } from './telemetry/package-version.ts';

const usage = `kazoo-graphql-gateway: one GraphQL endpoint in front of Kazoo

Usage: kazoo-graphql-gateway [--help | --version | --check-config | --config-docs]

  --check-config  checks the settings without opening anything; exits with 0 if they can be used, else with 1
  --config-docs   prints the settings as tables in Markdown

Settings are environment variables (name, default, meaning):

${describeSettings()}
`;

const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** How long the process waits at its end for standard output to take the last lines. */
const logFlushMs = 1_000;

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
  else if (option === '--version') console.log(packageVersion());
  else if (option === '--config-docs') console.log(documentSettings());
  else if (option === '--check-config') {
    for (const warning of settingWarnings(process.env)) console.error(`Warning: ${warning}`);
    readConfig(process.env);
    console.log('The settings can be used.');
  } else if (option !== undefined) {
    console.error(`Unknown option ${option}. See --help.`);
    process.exitCode = 1;
  } else await serve();
}

/** Runs until the first SIGTERM, SIGINT or SIGHUP; a second one exits at once. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  // The gateway is loaded once the settings are known to be good: `--help` and the like should not wait for it.
  const { startGateway } = await import('./gateway/gateway.ts');
  const { createLog } = await import('./telemetry/log.ts');
  const { standardOutput } = await import('./telemetry/log-output.ts');
  const output = standardOutput();
  process.once('exit', () => output.flushSync(logFlushMs));
  const log = createLog(config.logLevel, output);
  for (const warning of settingWarnings(process.env)) log.warn({ warning }, 'a setting is probably a mistake');
  // Loaded only when it is needed: it is large.
  const stopTraceExport =
    config.otelExporterOtlpEndpoint === undefined
      ? undefined
      : (await import('./telemetry/trace-export.ts')).startTraceExport(packageVersion(), log);
  const gateway = await startGateway(config, log, {
    droppedLogLines: () => output.droppedLines,
    settings: settingValues(process.env),
  });
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'closing');
    for (const name of stopSignals) process.off(name, stop).once(name, () => process.exit(1));
    gateway
      .close()
      .finally(stopTraceExport)
      .then(
        () => 0,
        (error: unknown) => {
          log.error({ err: error }, 'closing failed');
          return 1;
        },
      )
      .then(async (exitCode) => {
        await output.flush(logFlushMs);
        process.exit(exitCode);
      });
  };
  for (const name of stopSignals) process.once(name, stop);
  await gateway.tellWithoutKazoo();
}
