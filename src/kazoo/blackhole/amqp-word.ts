const safeBytes = /^[A-Za-z0-9\-_~]$/;
const encodedWord = /^(?:[A-Za-z0-9\-_~+]|%[0-9A-Fa-f]{2})+$/;

/**
 * Encodes one word of a binding as Kazoo does: `A-Z a-z 0-9 - _ ~` stay, a space is `+`, every
 * other byte of the UTF-8 text is `%XX` in upper-case hex, so `abc@10.0.0.1` is
 * `abc%4010%2E0%2E0%2E1` (protocol.md "Requests", scene 2.8).
 */
export function encodeAmqpWord(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    if (safeBytes.test(character)) encoded += character;
    else if (character === ' ') encoded += '+';
    else encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** Whether a word is encoded already, or needs no encoding. */
export function isEncodedAmqpWord(word: string): boolean {
  return encodedWord.test(word);
}

/**
 * Whether encoding leaves the text unchanged, so that it does no harm that Kazoo encodes it a
 * second time.
 */
export function isPlainAmqpWord(text: string): boolean {
  return /^[A-Za-z0-9\-_~]+$/.test(text);
}
