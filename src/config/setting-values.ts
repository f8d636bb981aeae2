import type { SettingFacts } from './setting-facts.ts';
import { environmentName, settings } from './settings.ts';

type SettingKey = keyof typeof settings;

/** What they say, or the URLs in them, may hold a password. */
const secrets: ReadonlySet<string> = new Set<SettingKey>([
  'kazooApiKey',
  'operatorToken',
  'redisUrl',
  'otelExporterOtlpEndpoint',
]);

/** Describes every setting by its name, with the value that this environment gives it. */
export function settingValues(env: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, SettingFacts> {
  return new Map(
    Object.entries(settings).map(([key, setting]) => {
      const name = environmentName(key);
      const given = env[name] || undefined;
      const fallback = String(setting.parse(undefined) ?? '');
      const value = given !== undefined && secrets.has(key) ? '(set)' : (given ?? fallback);
      const setIn = given === undefined ? 'default' : 'environment';
      return [
        name,
        { value, fallback, unit: unitOf(name), setIn, help: (setting.description ?? '').replaceAll('`', '') },
      ];
    }),
  );
}

function unitOf(name: string): string {
  if (name.endsWith('_MS')) return 'ms';
  return name.includes('BYTES') ? 'bytes' : '';
}
