import {
  type FieldNode,
  GraphQLError,
  isExecutableDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/**
 * Returns a rule that bounds what `OverlappingFieldsCanBeMergedRule` of graphql-js does: it
 * compares every two selections that stand for one field of the result, and every two fragments
 * that are spread in one place. This rule counts them first, in time linear in `maxPairs`.
 */
export function fieldPairsRule(maxPairs: number): ValidationRule {
  return (context) => ({
    Document({ definitions }) {
      let pairsLeft = maxPairs;
      for (const { selectionSet } of definitions.filter(isExecutableDefinitionNode)) {
        pairsLeft -= fieldPairs(context, selectionSet, pairsLeft);
        if (pairsLeft >= 0) continue;
        context.reportError(new GraphQLError(tooMany(maxPairs)));
        break;
      }
      return false;
    },
  });
}

function tooMany(maxPairs: number): string {
  return `More than ${maxPairs} pairs of selections are of one field of the result. Select each field once.`;
}

/**
 * Counts the pairs of each level of the result; a selection makes one with itself, too. Stops at
 * more than `enough`. Levels wait in a list, and no function recurses: fragments can nest deep.
 */
function fieldPairs(context: ValidationContext, root: SelectionSetNode, enough: number): number {
  const levels = [[root]];
  let pairs = 0;
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    const fields = new Map<string, FieldNode[]>();
    const spreads: string[] = [];
    // Goes on to those that are added meanwhile.
    for (const { selections } of level) {
      for (const selection of selections) {
        if (pairs > enough) return pairs;
        if (selection.kind === Kind.INLINE_FRAGMENT) level.push(selection.selectionSet);
        else if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const name = selection.name.value;
          const fragment = spreads.includes(name) ? undefined : context.getFragment(name);
          if (fragment) level.push(fragment.selectionSet);
          pairs += spreads.push(name);
        } else {
          const key = (selection.alias ?? selection.name).value;
          const same = fields.get(key) ?? [];
          fields.set(key, same);
          pairs += same.push(selection);
        }
      }
    }
    for (const same of fields.values()) {
      const within = same.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (within.length > 0) levels.push(within);
    }
  }
  return pairs;
}
