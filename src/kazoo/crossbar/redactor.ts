/** Replaces secrets in a text. */
export type Redactor = (text: string) => string;

const redacted = '[redacted]';

/**
 * A shorter secret could be part of an ordinary word, and is replaced only where it is the whole
 * text.
 */
const shortestSecretWithinText = 8;

/**
 * Returns a function that replaces `secrets` in a text that Kazoo may have repeated into an error
 * or a log.
 */
export function redactorFor(secrets: readonly string[]): Redactor {
  const known = secrets.filter((secret) => secret !== '');

  return (text) => {
    if (known.includes(text)) return redacted;
    return known
      .filter((secret) => secret.length >= shortestSecretWithinText)
      .reduce((struck, secret) => struck.replaceAll(secret, redacted), text);
  };
}

/** Returns every text within `value`, at any depth. */
export function textsWithin(value: unknown): readonly string[] {
  const found: string[] = [];
  JSON.stringify(value, (_key, leaf: unknown) => {
    if (typeof leaf === 'string') found.push(leaf);
    return leaf;
  });
  return found;
}
