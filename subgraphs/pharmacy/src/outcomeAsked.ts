import { failure } from '@wasl/kit/errors';
import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * Refuses a change whose outcome nobody asks for: it is written only with its outcome, so it would be lost without a word. The gateway asks
 * for `id` where it comes back for the outcome.
 * @throws SubgraphError BAD_USER_INPUT that names the field to select
 */
export function requireOutcomeAsked({ fieldNodes, fragments }: GraphQLResolveInfo, outcome: string): void {
  const enough = new Set(['id', outcome, 'alerts']);
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return enough.has(selection.name.value);
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      return fragment !== undefined && asks(fragment.selectionSet);
    });
  if (!fieldNodes.some(({ selectionSet }) => selectionSet && asks(selectionSet)))
    throw failure('BAD_USER_INPUT', { field: outcome, isToBeSelected: true });
}
