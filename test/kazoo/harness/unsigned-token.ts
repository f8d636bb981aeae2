import { UnsecuredJWT } from 'jose';

/** A JWT with these claims that nobody signed. */
export function unsignedToken(claims: Readonly<Record<string, unknown>>): string {
  return new UnsecuredJWT({ ...claims }).encode();
}
