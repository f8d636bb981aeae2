/** The headers of every answer that a browser might render. */
const everywhere = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

const nothing = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];

/**
 * The content security policy of GraphiQL: the page may load, connect to and run only what is named
 * here, and nothing from another origin.
 *
 * - `style-src 'unsafe-inline'`: the editor, Monaco, positions its lines with style attributes and
 *   writes `<style>` elements; neither can carry a nonce. Styles can fetch nothing from elsewhere,
 *   since images and fonts cannot.
 * - `font-src data:` and `img-src data:`: the fonts and icons are inside GraphiQL's style sheet.
 * - `connect-src 'self'` covers the WebSocket too.
 */
export const graphiqlPolicy = [
  ...nothing,
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'font-src data:',
  'img-src data:',
].join('; ');

/**
 * The content security policy of a page that `npm run build` has made: all that it loads and
 * connects to is the gateway's own, and nothing is inline.
 */
export const builtPagePolicy = [
  ...nothing,
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
].join('; ');

/** The headers of an HTML page. */
export function documentHeaders(contentSecurityPolicy: string): Record<string, string> {
  return {
    ...everywhere,
    'Content-Security-Policy': contentSecurityPolicy,
    // The answer to GET /graphql depends on the client and on the settings of the gateway.
    'Cache-Control': 'no-store',
    Vary: 'Accept, Accept-Encoding',
  };
}

/**
 * The headers of a file that the page loads.
 *
 * @param isCurrent whether the address names this content by its hash, so that it never changes
 */
export function fileHeaders(isCurrent: boolean): Record<string, string> {
  // A worker obeys the policy of its own answer, not the page's.
  return {
    ...everywhere,
    'Content-Security-Policy': nothing.join('; '),
    'Cache-Control': isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}

/** The policy of a page of text with an empty icon and one inline style, which its hash allows. */
export function textPagePolicy(styleHash: string): string {
  return [...nothing, 'img-src data:', `style-src 'sha256-${styleHash}'`].join('; ');
}
