import { z } from 'zod';
import { environmentName, settings } from './settings.ts';
import { problemOfCredentials } from './tls-files.ts';

const schema = z.object(settings);

export type Config = Readonly<z.output<typeof schema>>;

/** An error that lists every setting that cannot be used, each on one line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }

  /** The text for the operator who started the program. */
  get explanation(): string {
    return `These settings cannot be used:\n${this.problems.map((problem) => `  ${problem}`).join('\n')}`;
  }
}

/**
 * Reads the settings from environment variables. An empty variable counts as absent. @throws
 * ConfigError that names every bad value
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.keys(settings).map((key) => [key, env[environmentName(key)] || undefined] as const);
  const result = schema.safeParse(Object.fromEntries(given));
  const problems = (result.error?.issues ?? []).map(
    ({ path, message }) => `${environmentName(String(path[0]))}: ${message}`,
  );
  // Not a refinement of the schema, which would not run while another setting is bad.
  const tlsProblem = problemOfTls(env['TLS_CERT'] || undefined, env['TLS_KEY'] || undefined);
  if (tlsProblem !== undefined) problems.push(`TLS_KEY: ${tlsProblem}`);
  const topicsProblem = problemOfTopics(env);
  if (topicsProblem !== undefined) problems.push(`MAX_TOPICS_PER_TOKEN: ${topicsProblem}`);
  if (result.success && problems.length === 0) return result.data;
  // Each bad part of a list has an issue of its own, all with one message.
  throw new ConfigError([...new Set(problems)]);
}

function problemOfTls(certPath: string | undefined, keyPath: string | undefined): string | undefined {
  return certPath === undefined && keyPath === undefined ? undefined : problemOfCredentials(certPath, keyPath);
}

/**
 * Refuses a limit of one user above that of its account: one user could then keep all others of the
 * account from subscribing. An operator who sets only MAX_TOPICS_PER_ACCOUNT is not refused.
 */
function problemOfTopics(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { maxTopicsPerToken, maxTopicsPerAccount } = settings;
  const given = env['MAX_TOPICS_PER_TOKEN'] || undefined;
  if (given === undefined) return undefined;
  const { data: ofToken } = maxTopicsPerToken.safeParse(given);
  const { data: ofAccount } = maxTopicsPerAccount.safeParse(env['MAX_TOPICS_PER_ACCOUNT'] || undefined);
  if (ofToken === undefined || ofAccount === undefined || ofToken <= ofAccount) return undefined;
  return `must not be above MAX_TOPICS_PER_ACCOUNT, which is ${ofAccount}`;
}
