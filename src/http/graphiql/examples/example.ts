/** A document of the collection; `variables` is JSON as text. */
export interface Example {
  /** The name of its operation. */
  readonly name: string;
  /** What it is for, in a few words. */
  readonly about: string;
  readonly query: string;
  readonly variables: string | null;
}

/** @param variables what the user can change before running it */
export function example(about: string, query: string, variables?: object): Example {
  const name = /^(?:query|mutation|subscription) (\w+)/.exec(query)?.[1] ?? '';
  return {
    name,
    about,
    query: `# ${about}.\n${query}\n`,
    variables: variables === undefined ? null : JSON.stringify(variables, null, 2),
  };
}
