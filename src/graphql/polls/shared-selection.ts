import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import { GatewayError } from '../../errors.ts';

/**
 * Refuses a selection of fields that are read for each client, with its token: what a live list
 * tells is made once for all.
 *
 * @param names of those fields, at any depth
 * @throws `BAD_USER_INPUT` even where a directive leaves them out.
 */
export function requireShared(
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  names: ReadonlySet<string>,
): void {
  const seen = new Set<string>();

  function check(selectionSet: SelectionSetNode | undefined): void {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.kind === Kind.FIELD && names.has(selection.name.value)) throw perClient(selection.name.value);
        check(selection.selectionSet);
        continue;
      }
      // Each fragment is visited once, since fragments of fragments can be spread exponentially often.
      const fragment = selection.name.value;
      if (seen.has(fragment)) continue;
      seen.add(fragment);
      check(fragments[fragment]?.selectionSet);
    }
  }

  for (const { selectionSet } of fieldNodes) check(selectionSet);
}

function perClient(name: string): GatewayError {
  return new GatewayError(
    'BAD_USER_INPUT',
    `The field ${name} is for queries: a live list is made once for all. Select the id instead, and ask for the rest.`,
  );
}
