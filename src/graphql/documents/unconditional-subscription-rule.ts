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
 * The one field of a subscription is there in any case (GraphQL specification of September 2025, section "Single Root Field"). graphql-js 16 does not
 * check it: without the field it fails as if it were broken itself, and what a variable decides it cannot validate.
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
    new GraphQLError('A subscription has one field, which neither @skip nor @include can stand on.', {
      nodes: conditions,
    }),
  );
}

/** All that stands at the root, also within fragments, each of which is looked at once. */
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
