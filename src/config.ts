import { z } from 'zod';
import { settings } from './settings.ts';
import { problemOfCredentials } from './tls-files.ts';

const schema = z.object(settings).superRefine(({ tlsCert, tlsKey }, context) => {
  const problem = tlsCert === undefined && tlsKey === undefined ? undefined : problemOfCredentials(tlsCert, tlsKey);
  if (problem !== undefined) context.addIssue({ code: 'custom', path: ['tlsKey'], message: problem });
});

export type Config = Readonly<z.output<typeof schema>>;

/** Every setting that cannot be used, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }

  /** For whoever started the program. */
  get explanation(): string {
    return `These settings cannot be used:\n${this.problems.map((problem) => `  ${problem}`).join('\n')}`;
  }
}

/** @throws ConfigError that names every bad value at once. An empty variable counts as left out. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.keys(settings).map((key) => [key, env[environmentName(key)] || undefined] as const);
  const result = schema.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map(({ path, message }) => `${environmentName(String(path[0]))}: ${message}`),
  );
}

/** The settings as a table for `--help`. */
export function describeSettings(): string {
  const rows = Object.entries(settings).map(([key, setting]) => {
    const fallback: unknown = setting.parse(undefined);
    return [environmentName(key), String(fallback ?? '') || '""', setting.description ?? ''] as const;
  });
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  return rows
    .map(([name, fallback, help]) => `  ${name.padEnd(width(0))}  ${fallback.padEnd(width(1))}  ${help}`)
    .join('\n');
}

function environmentName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
