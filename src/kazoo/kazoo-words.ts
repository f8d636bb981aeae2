/** What an error quotes of Kazoo's own words: its longest reason has some hundred characters. */
const maxQuotedLength = 500;

/** Returns Kazoo's own words as an error may quote them: at most 500 characters. */
export function quoted(words: string): string {
  return words.length <= maxQuotedLength ? words : `${words.slice(0, maxQuotedLength)}…`;
}
