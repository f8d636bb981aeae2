import { nearestName } from './nearest-name.ts';
import { environmentName, settings } from './settings.ts';

const ours = /^(?:KAZOO|MAX)_/;
/** A name that begins as ours do was meant for the gateway, whatever it says. */
const lettersPerDifferenceOfOurs = 3;
/** Any other may be somebody else's: it is a slip only where it is nearly the name of a setting. */
const lettersPerDifference = 4;
/** What Kubernetes and Docker tell a container of services, whose names may begin as ours do. */
const injected = /_SERVICE_HOST$|_SERVICE_PORT|_PORT$|_PORT_/;
/** OpenTelemetry reads many more than those that are settings. */
const ofTelemetry = /^OTEL_/;
const versionedPath = /\/v\d+\/*$/;

/**
 * Returns what is probably a mistake in the environment, though it can be used: one line each,
 * which repeats no value.
 */
export function settingWarnings(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const names = Object.keys(settings).map(environmentName);
  const unknown = Object.entries(env)
    .filter(([name, value]) => !injected.test(name) && value && !names.includes(name))
    .flatMap(([name]) => warningOfName(name, names));
  return [...unknown, ...warningOfUrl(env['KAZOO_API_URL'])];
}

function warningOfName(name: string, names: readonly string[]): readonly string[] {
  if (ofTelemetry.test(name)) return [];
  const isOurs = ours.test(name);
  // An environment may be large, and a slip is seldom the first letter.
  const candidates = isOurs ? names : names.filter((other) => other[0] === name[0]);
  const nearest = nearestName(name, candidates, isOurs ? lettersPerDifferenceOfOurs : lettersPerDifference);
  if (nearest !== undefined) return [`${name}: is not a setting; is ${nearest} meant?`];
  return isOurs ? [`${name}: is not a setting`] : [];
}

function warningOfUrl(url = ''): readonly string[] {
  if (!URL.canParse(url) || versionedPath.test(new URL(url).pathname)) return [];
  return ['KAZOO_API_URL: does not end with a version, such as /v2'];
}
