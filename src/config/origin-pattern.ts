/** Tells whether an `Origin` header is what a pattern means. */
export type AllowsOrigin = (origin: string) => boolean;

/** `http://localhost:*`: development servers take whatever port is free. */
const anyPort = /^(https?:\/\/[^*]+):\*$/;
const port = /^:\d+$/;
const anyLabel = /^(https?:\/\/)\*(\..+)$/;
const label = /^[a-z0-9_-]+$/i;
/** `capacitor://localhost`, `app://-`, `chrome-extension://…`: an app's own scheme, and a host. */
const appOrigin = /^(?!https?:|wss?:|file:|data:|blob:|javascript:)[a-z][a-z0-9+.-]*:\/\/[a-z0-9_.-]+(?::\d+)?$/;
/** A sandboxed frame, a file or a redirect, of any site. */
const opaqueOrigin = 'null';

/**
 * Whether the text is an origin as browsers send it: of a web page, of an app with a scheme of its
 * own, `null`, or a pattern: `https://*.example.com`, where the star stands for one label, or
 * `http://localhost:*` with any port or none.
 */
export function isOriginPattern(text: string): boolean {
  const [, portless] = anyPort.exec(text) ?? [];
  if (portless !== undefined) return isWebOrigin(portless) && new URL(portless).port === '';
  const [, scheme, rest] = anyLabel.exec(text) ?? [];
  if (scheme !== undefined && rest !== undefined) {
    // A star before a single label would admit every site below a top-level domain.
    return isWebOrigin(`${scheme}a${rest}`) && (rest.indexOf('.', 1) > 0 || /^\.localhost(:|$)/.test(rest));
  }
  return text === opaqueOrigin || appOrigin.test(text) || isWebOrigin(text);
}

/** Expects an `isOriginPattern`. */
export function originMatcher(pattern: string): AllowsOrigin {
  const [, portless] = anyPort.exec(pattern) ?? [];
  if (portless !== undefined)
    return (origin) => origin === portless || (origin.startsWith(portless) && port.test(origin.slice(portless.length)));
  const [, scheme, rest] = anyLabel.exec(pattern) ?? [];
  if (scheme === undefined || rest === undefined) return (origin) => origin === pattern;
  return (origin) =>
    origin.startsWith(scheme) && origin.endsWith(rest) && label.test(origin.slice(scheme.length, -rest.length));
}

function isWebOrigin(text: string): boolean {
  return /^https?:/.test(text) && !text.includes('*') && URL.canParse(text) && new URL(text).origin === text;
}
