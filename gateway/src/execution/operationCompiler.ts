import { type DocumentNode, type GraphQLSchema, print } from 'graphql';
import type { Planner } from '../planning/openPlanner.ts';
import { compilePlan, compileSubscription } from './compile/compilePlan.ts';
import type { SupergraphTypes } from './compile/supergraphTypes.ts';
import { createClientPath } from './clientPath.ts';
import { compileForms, type CompiledOperation, readDefaults } from './compileOperation.ts';
import { type Conditions, underConditions } from './conditions.ts';
import { labelParts, labelsIn } from './defer/labelParts.ts';
import type { PlannableOperation } from './executor.ts';
import { clientKey, createInternalKey, internalDocument } from './internalOperation.ts';
import { KeptLiterals } from './literals/keptLiterals.ts';
import { mapLiterals } from './literals/mapLiterals.ts';
import { createOverrideDraw } from './overrideLabels.ts';
import { splitOperation } from './splitOperation.ts';

/** What an operation's plan depends on besides its text. */
export interface PlanChoices {
  /** Labels of progressive `@override` that hold. */
  overrides: readonly string[];
  /** The values of the variables in its `@skip` and `@include`. */
  conditions: Conditions;
  /** Whether the client takes what `@defer` puts off. */
  isDeferring: boolean;
}

/** Makes operations ready to run: nothing in what it makes depends on a caller or a request. */
export interface OperationCompiler {
  /** Labels of progressive `@override` that hold for an operation this time. */
  drawOverrides(document: DocumentNode): readonly string[];
  /** @throws WaslError OPERATION_PLANNING_FAILED, or OPERATION_TOO_LARGE when planning takes too long. */
  compile(sent: PlannableOperation, choices: PlanChoices): Promise<CompiledOperation>;
}

/** Makes the compiler of a supergraph. */
export function createOperationCompiler(
  supergraph: DocumentNode,
  schema: GraphQLSchema,
  types: SupergraphTypes,
  planner: Pick<Planner, 'plan'>,
): OperationCompiler {
  const internalKey = createInternalKey(schema);
  const names = { types, clientName: (internal: string) => clientKey(internal, internalKey.prefix) };

  async function compile(sent: PlannableOperation, choices: PlanChoices): Promise<CompiledOperation> {
    const { overrides, conditions, isDeferring } = choices;
    const decided = underConditions(sent.document, sent.operation, conditions);
    const labelled = isDeferring ? labelParts(decided.document, decided.operation, schema) : undefined;
    const { document: whole, operation: only } = labelled ?? decided;
    const internal = internalDocument(whole, only, schema, internalKey, isDeferring);
    const literals = new KeptLiterals();
    const kept = mapLiterals(internal, schema, (literal) => literals.keep(literal));
    const { kind, documents } = splitOperation(kept, schema, types);
    const texts = documents.map(print);
    const planned = await planner.plan({ documents: texts, overrides });
    const plans = planned.plans.map((plan) => literals.restore(plan));
    // A stepwise plan puts nothing off, and Apollo's may lose a part: then the answer is whole, in one piece.
    const labels = new Set(plans.flatMap(({ node }) => labelsIn(node)));
    if (labelled && (labels.size === 0 || [...labelled.deferred.keys()].some((label) => !labels.has(label)))) {
      return compile(sent, { ...choices, isDeferring: false });
    }
    const subscription = compileSubscription(plans, names);
    const nodes = subscription ? subscription.rest : plans.flatMap((plan) => compilePlan(plan, names) ?? []);
    return {
      ...plannable(sent),
      conditions,
      plan: nodes.length > 1 ? { kind, nodes } : nodes[0],
      source: subscription?.source,
      defaults: readDefaults(sent.operation),
      formFor: compileForms(sent.document, sent.operation, schema, internalKey, labelled?.deferred),
      clientPath: createClientPath(sent.document, sent.operation, names.clientName),
      size: planned.size + texts.join('').length,
    };
  }

  return { drawOverrides: createOverrideDraw(supergraph), compile };
}

function plannable({ document, operation, operationName, cacheKey }: PlannableOperation) {
  return { document, operation, operationName, cacheKey };
}
