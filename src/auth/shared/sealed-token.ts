import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** Parts the key from the name: who sees a name learns nothing of the key. */
const keyPurpose = 'kazoo-graphql-gateway: key of a renewed token';
const namePurpose = 'kazoo-graphql-gateway: name of a token';

/**
 * The name by which instances speak of a token that each of them has. It does not tell the token,
 * whose signature nobody can guess.
 */
export function nameOfToken(token: string): string {
  return hash('sha256', `${namePurpose} ${token}`, 'base64url');
}

/**
 * Encrypts a token for those who have the one before it, and nobody else: the key is derived from
 * that (HKDF, RFC 5869), and neither kept nor sent.
 */
export function sealToken(newToken: string, oldToken: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, keyOf(oldToken), nonce);
  const text = Buffer.concat([cipher.update(newToken, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
}

/** Undoes `sealToken`; undefined for what was not sealed by somebody who has the old token. */
export function openToken(sealed: string, oldToken: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length <= nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv(algorithm, keyOf(oldToken), bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined; // `final` throws where the tag is not that of the text.
  }
}

function keyOf(oldToken: string): Buffer {
  return Buffer.from(hkdfSync('sha256', oldToken, '', keyPurpose, keyBytes));
}
