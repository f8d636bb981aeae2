export type Redactor = (text: string) => string;

const redacted = '[redacted]';

/** A secret shorter than this could be part of any ordinary word, so it is struck out only where it stands alone. */
const shortestSecretWithinText = 8;

/** Returns a function that strikes `secrets` out of a text, for whatever Kazoo might echo into an error or a log. */
export function redactorFor(secrets: readonly string[]): Redactor {
  const known = secrets.filter((secret) => secret !== '');

  return (text) => {
    if (known.includes(text)) return redacted;
    return known
      .filter((secret) => secret.length >= shortestSecretWithinText)
      .reduce((struck, secret) => struck.replaceAll(secret, redacted), text);
  };
}

/** Every text inside `value`, at any depth. */
export function textsWithin(value: unknown): readonly string[] {
  const found: string[] = [];
  JSON.stringify(value, (_key, leaf: unknown) => {
    if (typeof leaf === 'string') found.push(leaf);
    return leaf;
  });
  return found;
}
