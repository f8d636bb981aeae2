/** What several problems have in common. */
export interface ProblemKind {
  /** Their words, without whose they are, and without numbers and times. */
  readonly words: string;
  readonly problems: number;
  readonly clients: number;
  /** Of which they tell, where they begin with a list of them. */
  readonly events: number;
  readonly first: string;
}

const ofClient = /^(client \d+): /;
const listOfEvents = /^#\d+(?:, #\d+)*/;
const details = /[[{].*[\]}]|\d{4}-\d\d-\d\dT\S+|#?\d+(?:\.\d+)?(?:, #\d+(?:\.\d+)?)*/gs;

/** The kinds of problems, the most frequent first. */
export function kindsOf(problems: readonly string[]): readonly ProblemKind[] {
  const byWords = new Map<string, string[]>();
  for (const problem of problems) {
    const words = problem.replace(ofClient, '').replace(details, '…');
    const same = byWords.get(words);
    if (same === undefined) byWords.set(words, [problem]);
    else same.push(problem);
  }
  const kinds = [...byWords].map(([words, same]) => ({
    words,
    problems: same.length,
    clients: new Set(same.flatMap((problem) => ofClient.exec(problem)?.[1] ?? [])).size,
    events: same.reduce((sum, problem) => sum + eventsIn(problem.replace(ofClient, '')), 0),
    first: same[0] ?? '',
  }));
  return kinds.sort((one, other) => other.problems - one.problems);
}

/** One line for each kind. */
export function describeKinds(problems: readonly string[]): readonly string[] {
  return kindsOf(problems).map(({ words, problems: count, clients, events, first }) => {
    const of = clients === 0 ? '' : ` of ${clients} clients`;
    const all = events > count ? `, ${events} events` : '';
    return `${count} ×${of}${all}: ${words}\n      first: ${first}`;
  });
}

function eventsIn(problem: string): number {
  return listOfEvents.exec(problem)?.[0].split(',').length ?? 0;
}
