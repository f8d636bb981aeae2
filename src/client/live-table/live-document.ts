import { documentText, isSubscription } from '../document-text.ts';

/** Whether the document selects `kind`, which only the updates of live lists have. */
export function selectsKind(text: string): boolean {
  return /[\s,{]kind\b(?!\s*:)/.test(text);
}

/**
 * Returns the aliases that a live table cannot do with, as `alias: field`: those directly under the
 * field of the operation, and of rows those called `id`.
 */
function misleadingAliases(text: string): readonly string[] {
  const aliases: string[] = [];
  let depth = 0;
  let isFragment = false;
  const withoutArguments = text.replace(/\([^)]*\)/g, '');
  for (const [token] of withoutArguments.matchAll(/[{}]|\bfragment\b|\w+\s*:\s*\w+/g)) {
    if (token === '{') depth += 1;
    else if (token === '}') depth -= 1;
    else if (depth === 0) isFragment = true;
    else if (!isFragment && (depth === 2 || (depth === 3 && /^id\b/.test(token)))) aliases.push(token);
    if (token === '}' && depth === 0) isFragment = false;
  }
  return aliases;
}

/**
 * Checks what can be seen in the text of a document; the rest shows in its results.
 *
 * @throws `TypeError` for a document that no live table can be made of
 */
export function checkLiveDocument(query: string): void {
  const text = documentText(query);
  if (!isSubscription(text)) throw new TypeError('liveTable: give a subscription.');
  if (!selectsKind(text)) throw new TypeError('liveTable: select `kind` under its own name.');
  if (!/\bremoved\b/.test(text)) throw new TypeError('liveTable: select `removed { id }` under its own name.');
  const [alias] = misleadingAliases(text);
  if (alias !== undefined) throw new TypeError(`liveTable: select \`${alias}\` under its own name.`);
}
