import { type DocumentNode, type GraphQLSchema, print } from 'graphql';
import type { Planner } from '../planning/openPlanner.ts';
import type { QueryPlan } from '../planning/plan.ts';
import { callerName } from '../core/callerName.ts';
import { takeTurn } from '../core/turns.ts';
import { createAskKeysBack } from './compile/askKeysBack.ts';
import { compilePlan, compileSubscription } from './compile/compilePlan.ts';
import { createFetchFitters } from './compile/fitFetch.ts';
import type { SupergraphTypes } from './compile/supergraphTypes.ts';
import { createClientPaths } from './clientPath.ts';
import { compileForm, type CompiledOperation, readDefaults } from './compileOperation.ts';
import { type Conditions, onlyTypename, underConditions, withoutSchemaQuestions } from './conditions.ts';
import { labelParts, labelsIn, withCopies } from './defer/labelParts.ts';
import { separateFields } from './exclusive/separateFields.ts';
import type { PlannableOperation } from './executor.ts';
import { clientKey, createInternalKey, internalDocument } from './internalOperation.ts';
import { KeptLiterals } from './literals/keptLiterals.ts';
import { mapLiterals } from './literals/mapLiterals.ts';
import { createOverrideDraw } from './overrideLabels.ts';
import type { PlannerSchema } from './plannerSchema.ts';
import { operationOf, splitOperation } from './splitOperation.ts';

/** Adds selections that the gateway itself needs; their values never reach the client. */
export type ExtendOperation = (document: DocumentNode, schema: GraphQLSchema) => DocumentNode;

/** Changes how a plan asks for what it asks for. */
export type RevisePlan = (plan: QueryPlan, types: SupergraphTypes) => QueryPlan;

/** What an operation's plan depends on besides its text. */
export interface PlanChoices {
  /** Labels of progressive `@override` that are active. */
  overrides: readonly string[];
  /** The values of the variables in its `@skip` and `@include`. */
  conditions: Conditions;
  /** Whether the client accepts deferred parts. */
  isDeferring: boolean;
}

/** Compiles operations; nothing in the result depends on a caller or a request. */
export interface OperationCompiler {
  /** Draws the labels of progressive `@override` that are active for one request. */
  drawOverrides(document: DocumentNode): readonly string[];
  /** @throws WaslError PLANNING_FAILED. */
  compile(sent: PlannableOperation, choices: PlanChoices): Promise<CompiledOperation>;
}

/** What the operations of one supergraph are compiled with. */
export interface CompilingOn {
  supergraph: DocumentNode;
  schema: GraphQLSchema;
  types: SupergraphTypes;
  /** Translates between clients and the planner. */
  plannerSchema: Pick<PlannerSchema, 'toPlanner' | 'fromPlanner'>;
  plan: Planner['plan'];
  /** Adds selections that the gateway itself needs. */
  extend?: ExtendOperation | undefined;
  /** Changes plans before they are compiled. */
  revise?: RevisePlan | undefined;
  /** Subgraphs whose entities are asked for their keys. Default: none. */
  keysAskedBack?: ReadonlySet<string> | undefined;
}

/** Makes the compiler of a supergraph. */
export function createOperationCompiler(on: CompilingOn): OperationCompiler {
  const { supergraph, schema, types, plannerSchema } = on;
  const internalKey = createInternalKey(schema);
  const clientName = (internal: string) => clientKey(internal, internalKey.prefix);
  const askKeysBack = on.keysAskedBack?.size ? createAskKeysBack(supergraph, on.keysAskedBack) : undefined;
  const fitterOf = createFetchFitters(schema, types, plannerSchema.fromPlanner);

  async function compile(sent: PlannableOperation, choices: PlanChoices): Promise<CompiledOperation> {
    const { overrides, conditions } = choices;
    const owner = (sent.caller && callerName(sent.caller)) ?? sent.address;
    await takeTurn(owner);
    // A null condition makes its object null, so that no deferred part could follow.
    const isDeferring = choices.isDeferring && ![...conditions.values()].includes(null);
    const decided = underConditions(sent.document, sent.operation, conditions, schema);
    const labelled = isDeferring ? labelParts(decided.document, decided.operation, schema) : undefined;
    const asked = withoutSchemaQuestions((labelled ?? decided).operation);
    const whole = { ...sent.document, definitions: [asked] };
    const own = internalDocument(whole, asked, schema, internalKey, isDeferring);
    const internal = on.extend?.(own, schema) ?? own;
    const { document: separated, keys, copiedLabels } = separateFields(internal, schema, internalKey.separate);
    const literals = new KeptLiterals();
    const kept = mapLiterals(separated, schema, (literal) => literals.keep(literal));
    const { kind, documents } = splitOperation(kept, schema, types);
    const texts = documents.map((item) => print(plannerSchema.toPlanner(item)));
    const deferred = labelled && withCopies(labelled.deferred, copiedLabels);
    const form = compileForm(sent, schema, conditions, { internalKey, keys, deferred });
    const asksNobody = form.isRefused || asked.selectionSet === onlyTypename;
    const planned = asksNobody ? { plans: [], size: 0 } : await on.plan({ documents: texts, overrides }, owner);
    await takeTurn(owner);
    const { revise = (plan) => plan } = on;
    const plans = planned.plans.map((plan) => revise(literals.restore(plan), types));
    // A stepwise plan defers nothing, and Apollo's may lose a part: then the whole answer comes in one piece.
    const labels = new Set(plans.flatMap(({ node }) => labelsIn(node)));
    if (deferred && (labels.size === 0 || [...deferred.keys()].some((label) => !labels.has(label)))) {
      return compile(sent, { ...choices, isDeferring: false });
    }
    const names = { types, clientName, fitFetch: fitterOf(operationOf(internal)), askKeysBack };
    const subscription = compileSubscription(plans, names);
    const nodes = subscription ? subscription.rest : plans.flatMap((plan) => compilePlan(plan, names) ?? []);
    return {
      ...plannable(sent),
      conditions,
      plan: nodes.length > 1 ? { kind, nodes } : nodes[0],
      source: subscription?.source,
      defaults: readDefaults(sent.operation),
      form,
      paths: createClientPaths(sent.document, sent.operation, { types, clientName, keys }),
      size: planned.size + texts.join('').length,
    };
  }

  return { drawOverrides: createOverrideDraw(supergraph), compile };
}

function plannable({ document, operation, operationName, cacheKey }: PlannableOperation) {
  return { document, operation, operationName, cacheKey };
}
