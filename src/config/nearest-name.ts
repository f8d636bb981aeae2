/** What a word costs that only one of two names has: less than most words that differ. */
const costOfWord = 2;

/**
 * Returns the one of `names` that was probably meant by `given`; undefined when none is near.
 *
 * @param lettersPerDifference more differences than one in so many letters are no slip
 */
export function nearestName(given: string, names: readonly string[], lettersPerDifference: number): string | undefined {
  let nearest: string | undefined;
  let least = given.length / lettersPerDifference;
  for (const name of names) {
    const cost = Math.min(distance(given, name), costOfWords(given.split('_'), name.split('_')));
    if (cost >= least) continue;
    least = cost;
    nearest = name;
  }
  return nearest;
}

/** `KAZOO_URL` is nearer to `KAZOO_API_URL` than to `KAZOO_CA`. */
function costOfWords(given: readonly string[], meant: readonly string[]): number {
  const ofWords = given.map((word) => Math.min(...meant.map((other) => distance(word, other))));
  return ofWords.reduce((sum, cost) => sum + cost, costOfWord * Math.abs(meant.length - given.length));
}

/** Levenshtein's: how many letters must be added, left out or replaced. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const [above = 0, before = 0, diagonal = 0] = [row[column + 1], next[column], row[column]];
      next.push(Math.min(above + 1, before + 1, diagonal + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
