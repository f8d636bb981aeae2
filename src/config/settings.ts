import { accessSettings } from './settings/access-settings.ts';
import { addressSettings } from './settings/address-settings.ts';
import { clientSettings } from './settings/client-settings.ts';
import { documentSettings } from './settings/document-settings.ts';
import { fleetSettings } from './settings/fleet-settings.ts';
import { kazooSettings } from './settings/kazoo-settings.ts';
import { logSettings } from './settings/log-settings.ts';
import { streamSettings } from './settings/stream-settings.ts';

/** The settings by theme, in the order in which they are documented. */
export const settingsByTheme = {
  'Address and browser': addressSettings,
  Kazoo: kazooSettings,
  'Streams and history': streamSettings,
  'Several instances': fleetSettings,
  'Tokens and access': accessSettings,
  'Limits on clients': clientSettings,
  'Limits on documents': documentSettings,
  'Logs and traces': logSettings,
} as const;

/**
 * The one table of settings: names (`kazooApiUrl` is `KAZOO_API_URL`), defaults, units and help, in
 * which the names of settings, values and paths stand between backticks.
 */
export const settings = {
  ...addressSettings,
  ...kazooSettings,
  ...streamSettings,
  ...fleetSettings,
  ...accessSettings,
  ...clientSettings,
  ...documentSettings,
  ...logSettings,
} as const;

/** Returns the name of the environment variable that holds a setting. */
export function environmentName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
