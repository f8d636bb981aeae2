import { nearestName } from './nearest-name.ts';
import { environmentName, settings } from './settings.ts';

const ours = /^(?:KAZOO|MAX)_/;
/** What Kubernetes and Docker tell a container of services, whose names may begin as ours do. */
const injected = /_SERVICE_HOST$|_SERVICE_PORT|_PORT$|_PORT_/;
const versionedPath = /\/v\d+\/*$/;

/**
 * Returns what is probably a mistake in the environment, though it can be used: one line each,
 * which repeats no value.
 */
export function settingWarnings(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const names = Object.keys(settings).map(environmentName);
  const unknown = Object.entries(env)
    .filter(([name, value]) => ours.test(name) && !injected.test(name) && value && !names.includes(name))
    .map(([name]) => {
      const nearest = nearestName(name, names);
      return `${name}: is not a setting${nearest === undefined ? '' : `; is ${nearest} meant?`}`;
    });
  return [...unknown, ...warningOfUrl(env['KAZOO_API_URL'])];
}

function warningOfUrl(url = ''): readonly string[] {
  if (!URL.canParse(url) || versionedPath.test(new URL(url).pathname)) return [];
  return ['KAZOO_API_URL: does not end with a version, such as /v2'];
}
