/**
 * Characters in base64url without padding. The last one may have no bits beyond the last byte, or
 * several texts would mean one token (RFC 4648 section 3.5).
 */
const segment = '(?:[\\w-]{4})*(?:[\\w-][AQgw]|[\\w-]{2}[AEIMQUYcgkosw048])?';
const jwt = new RegExp(`^${segment}\\.${segment}\\.${segment}$`);
/** Without a dot Kazoo takes a token for the id of a document, which has one spelling anyway. */
const opaque = /^[\x21-\x2d\x2f-\x7e]+$/;

/**
 * Whether a text is spelled as Kazoo writes its tokens. Kazoo, like most who read JWTs, also takes
 * other spellings of the same bytes, with padding, white space or stray bits: a token that was
 * found revoked would be another one with each of them.
 */
export function isTokenText(text: string): boolean {
  return jwt.test(text) || opaque.test(text);
}
