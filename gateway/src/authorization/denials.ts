import { errors } from '@wasl/schema/errors.ts';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { AuthorizedOperation } from './authorizeOperation.ts';
import { type DeniedField, type DeniedFieldsMode, listDenied } from './deniedFields.ts';
import { type ExplainDenied, explainTo, missingGrants } from './missingGrants.ts';
import type { ExecutedResult } from '../core/executedResult.ts';
import type { PreparedOperation } from '../core/preparedOperation.ts';
import type { Caller } from '../core/caller.ts';

/** How the gateway's mode treats an operation's denied fields. */
export interface Denials {
  /** The whole answer, where nothing of the operation may run. */
  refusal?: ExecutedResult;
  /** Adds details to a denied field's error. */
  explain?: ExplainDenied;
  /** The answer's extensions. */
  extensions?: Record<string, unknown>;
}

export interface DenialsOptions {
  mode: DeniedFieldsMode;
  /** Called with the number of fields that an operation selects although its caller does not meet their rules. */
  onDenied(count: number): void;
  /** Called in `dry-run` mode for an operation that the rules would have pruned. Coordinates only, no values. */
  onWouldDeny(operationHash: string, coordinates: readonly string[]): void;
}

const none: Denials = {};
const code = 'UNAUTHORIZED_FIELD_OR_TYPE';

/** Applies a mode to an authorized operation. */
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
