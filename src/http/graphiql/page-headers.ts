/** For every answer that a browser might render. */
const everywhere = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

const nothing = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];

/**
 * Nothing may be loaded, connected to or run but what is named here, and never from another origin.
 *
 * - `style-src 'unsafe-inline'`: the editor, Monaco, positions its lines with style attributes inside HTML and writes `<style>` elements; neither
 *   takes a nonce. Styles can fetch nothing from elsewhere, since images and fonts cannot.
 * - `font-src data:` and `img-src data:`: the fonts and icons stand inside GraphiQL's style sheet.
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

export function documentHeaders(contentSecurityPolicy: string): Record<string, string> {
  return {
    ...everywhere,
    'Content-Security-Policy': contentSecurityPolicy,
    // What GET /graphql answers depends on who asks, and on the settings of the gateway.
    'Cache-Control': 'no-store',
    Vary: 'Accept, Accept-Encoding',
  };
}

/** @param isCurrent whether the address names this very content, so that it never changes */
export function fileHeaders(isCurrent: boolean): Record<string, string> {
  // A worker is held to the policy of its own answer, not to that of the page.
  return {
    ...everywhere,
    'Content-Security-Policy': nothing.join('; '),
    'Cache-Control': isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}

/** A page of text, an empty icon and one inline style, which is allowed by its hash. */
export function textPagePolicy(styleHash: string): string {
  return [...nothing, 'img-src data:', `style-src 'sha256-${styleHash}'`].join('; ');
}
