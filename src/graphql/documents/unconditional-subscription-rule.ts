import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/**
 * Refuses @skip and @include at the root of a subscription (GraphQL specification of September
 * 2025, section "Single Root Field"). graphql-js 16 does not check this: it fails with an internal
 * error when the field is missing, and cannot validate what a variable decides.
 */
export function unconditionalSubscriptionRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation === OperationTypeNode.SUBSCRIPTION) {
        for (const selection of rootSelections(context, selectionSet, new Set())) report(context, selection);
      }
      return false;
    },
  };
}

function report(context: ValidationContext, { directives = [] }: SelectionNode): void {
  const conditions = directives.filter(({ name }) => name.value === 'skip' || name.value === 'include');
  if (conditions.length === 0) return;
  context.reportError(
    new GraphQLError('The one field of a subscription must not have @skip or @include.', {
      nodes: conditions,
    }),
  );
}

/**
 * Returns the selections at the root, also those within fragments. Each fragment is visited once.
 */
function* rootSelections(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  seen: Set<string>,
): Iterable<SelectionNode> {
  for (const selection of selections) {
    yield selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) yield* rootSelections(context, selection.selectionSet, seen);
    if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
    seen.add(selection.name.value);
    const fragment = context.getFragment(selection.name.value);
    if (fragment) yield* rootSelections(context, fragment.selectionSet, seen);
  }
}
