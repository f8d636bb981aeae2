import { type DocumentNode, getOperationAST, Kind } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** The argument that every subscription takes to resume; what it says concerns one client only. */
const resumeArgument = 'after';

/** The variables without the one that a client resumes by, so that clients that came at different times share. */
export function sharedVariables(
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
): Variables {
  const name = resumeVariable(document, operationName);
  if (name === undefined || !(name in variables)) return variables;
  const { [name]: _resumedBy, ...shared } = variables;
  return shared;
}

function resumeVariable(document: DocumentNode, operationName: string | undefined): string | undefined {
  for (const selection of getOperationAST(document, operationName)?.selectionSet.selections ?? []) {
    // Behind a fragment it is not looked for: such clients share less.
    if (selection.kind !== Kind.FIELD) continue;
    const argument = selection.arguments?.find(({ name }) => name.value === resumeArgument);
    if (argument?.value.kind === Kind.VARIABLE) return argument.value.name.value;
  }
  return undefined;
}
