/**
 * Encodes one word of a routing key (protocol.md "Requests"): a lone `*` or `#` stays a wildcard.
 */
export function encodeWord(word: string): string {
  if (word === '*' || word === '#') return word;
  let encoded = '';
  for (const byte of Buffer.from(word)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9\-_~]/.test(character)) encoded += character;
    else if (character === ' ') encoded += '+';
    else encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** Topic exchange rules: `*` is one word, `#` is any number of words, none included. */
export function matches(pattern: readonly string[], key: readonly string[]): boolean {
  return matchesFrom(pattern, 0, key, 0);
}

function matchesFrom(pattern: readonly string[], p: number, key: readonly string[], k: number): boolean {
  if (p === pattern.length) return k === key.length;
  const word = pattern[p];
  if (word === '#') {
    for (let skipped = k; skipped <= key.length; skipped += 1) {
      if (matchesFrom(pattern, p + 1, key, skipped)) return true;
    }
    return false;
  }
  return k < key.length && (word === '*' || word === key[k]) && matchesFrom(pattern, p + 1, key, k + 1);
}

/**
 * `account%2Fxx%2Fyy%2F...`, the encoded name of an account's database; with a month, of its month
 * database.
 */
export function databaseOf(accountId: string, month?: string): string {
  const name = `account%2F${accountId.slice(0, 2)}%2F${accountId.slice(2, 4)}%2F${accountId.slice(4)}`;
  return month === undefined ? name : `${name}-${month}`;
}
