import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

type Selection = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/**
 * Whether the field that is being resolved selects `name`, even if under a `@skip` or `@include`.
 */
export function selectsField({ fieldNodes, fragments }: Selection, name: string): boolean {
  const seen = new Set<string>();

  function within(selectionSet: SelectionSetNode | undefined): boolean {
    return (selectionSet?.selections ?? []).some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === name;
      if (selection.kind === Kind.INLINE_FRAGMENT) return within(selection.selectionSet);
      // Each fragment is visited once, since fragments of fragments can be spread exponentially often.
      const fragment = selection.name.value;
      if (seen.has(fragment)) return false;
      seen.add(fragment);
      return within(fragments[fragment]?.selectionSet);
    });
  }

  return fieldNodes.some(({ selectionSet }: FieldNode) => within(selectionSet));
}
