import { environmentName, settings, settingsByTheme } from './settings.ts';

interface Row {
  readonly name: string;
  /** Empty where there is none. */
  readonly fallback: string;
  readonly help: string;
}

/** Returns the settings as a table for `--help`. */
export function describeSettings(): string {
  const rows = Object.entries(settings).map(([key, setting]) => {
    const { name, fallback, help } = rowOf(key, setting);
    return [name, fallback || '""', help.replaceAll('`', '')] as const;
  });
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  return rows
    .map(([name, fallback, help]) => `  ${name.padEnd(width(0))}  ${fallback.padEnd(width(1))}  ${help}`)
    .join('\n');
}

/** Returns the settings as Markdown: for each theme a heading, and a table. */
export function documentSettings(): string {
  const tables = Object.entries(settingsByTheme).map(([theme, group]) => {
    const rows = Object.entries(group).map(([key, setting]) => rowOf(key, setting));
    const lines = rows.map(({ name, fallback, help }) => `| \`${name}\` | ${inMarkdown(fallback)} | ${help} |`);
    return [`### ${theme}`, '', '| setting | default | meaning |', '|---|---|---|', ...lines].join('\n');
  });
  return tables.join('\n\n');
}

function inMarkdown(fallback: string): string {
  if (fallback === '') return 'none';
  return URL.canParse(fallback) ? `\`${fallback}\`` : fallback;
}

function rowOf(key: string, setting: (typeof settings)[keyof typeof settings]): Row {
  const fallback: unknown = setting.parse(undefined);
  return { name: environmentName(key), fallback: String(fallback ?? ''), help: setting.description ?? '' };
}
