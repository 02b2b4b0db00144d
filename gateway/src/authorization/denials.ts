import { errors } from '@wasl/schema/errors.ts';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { AuthorizedOperation } from './authorizeOperation.ts';
import { type DeniedField, type DeniedFieldsMode, listDenied } from './deniedFields.ts';
import { type ExplainDenied, explainTo, missingGrants } from './missingGrants.ts';
import type { ExecutedResult } from '../core/executedResult.ts';
import type { PreparedOperation } from '../core/preparedOperation.ts';
import type { Caller } from '../core/caller.ts';

/** What the gateway's mode makes of an operation's denied fields. */
export interface Denials {
  /** The whole answer: nothing of the operation may run. */
  refusal?: ExecutedResult;
  /** What a denied field's error says besides its code. */
  explain?: ExplainDenied;
  /** What the answer says besides data and errors. */
  extensions?: Record<string, unknown>;
}

export interface DenialsOptions {
  mode: DeniedFieldsMode;
  /** Hears how many fields an operation asked for whose rules its caller does not meet. */
  onDenied(count: number): void;
  /** Hears with `dry-run` of an operation that the rules would have pruned. Coordinates only, no values. */
  onWouldDeny(operationHash: string, coordinates: readonly string[]): void;
}

const none: Denials = {};
const code = 'UNAUTHORIZED_FIELD_OR_TYPE';

/** Applies a mode to an operation that has been authorized. */
export function denialsOf(
  authorized: AuthorizedOperation,
  caller: Caller,
  sent: PreparedOperation & { variables: Record<string, unknown> },
  schema: GraphQLSchema,
  { mode, onDenied, onWouldDeny }: DenialsOptions,
): Denials {
  if (authorized.removed.size === 0) return none;
  onDenied(authorized.reasons.size);
  if (mode === 'filter') return none;
  if (mode === 'explain') return { explain: explainTo(caller, authorized.reasons) };
  const denied = listDenied(authorized, sent, sent.variables, schema);
  if (denied.length === 0) return none;
  if (mode === 'reject') return { refusal: rejection(denied) };
  onWouldDeny(
    sent.hash,
    denied.map(({ coordinate }) => coordinate),
  );
  return { extensions: { authorization: report(denied, caller) } };
}

function rejection(denied: readonly DeniedField[]): ExecutedResult {
  const errorOf = ({ path, node }: DeniedField) =>
    new GraphQLError(errors[code].en, { nodes: node, path, extensions: { code } });
  return { data: null, errors: denied.map(errorOf) };
}

function report(denied: readonly DeniedField[], caller: Caller) {
  return {
    mode: 'dry-run',
    denied: denied.map(({ path, coordinate, requirement }) => ({
      path,
      coordinate,
      missing: missingGrants(requirement, caller),
    })),
  };
}
