/**
 * Texts that lenient readers of base64url take for the same token (RFC 4648 sections 3.2, 3.3 and
 * 3.5).
 */
export function otherSpellingsOf(token: string): ReadonlyMap<string, string> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return new Map([
    ['with stray bits', `${header}.${payload}.${withStrayBit(signature)}`],
    ['with padding', `${token}==`],
    ['with a newline at the end', `${token}\n`],
    ['with a newline within', `${header}.${payload}.${signature.slice(0, 8)}\n${signature.slice(8)}`],
    ['with a space before', ` ${token}`],
    ['in the alphabet of base64', `${header}.${payload}.${signature.replaceAll('-', '+').replaceAll('_', '/')}=`],
    ['with padding within', `${header}.${payload}=.${signature}`],
    ['with another part', `${token}.`],
  ]);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Sets a bit of the last character that is beyond the last byte. */
function withStrayBit(part: string): string {
  return part.slice(0, -1) + alphabet[alphabet.indexOf(part.slice(-1)) + 1];
}
