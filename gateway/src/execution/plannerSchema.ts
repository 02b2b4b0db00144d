import { buildASTSchema, type DocumentNode, type GraphQLSchema, Kind, parse, print } from 'graphql';
import type { QueryPlan } from '../planning/plan.ts';
import { readNodes } from '../nodes/readNodes.ts';
import { withNodes } from '../nodes/withNodes.ts';
import { oneOfInputs, withOneOf, withoutOneOf } from '../core/oneOf.ts';
import { renamedRoots, renameTypes, type RootNames, rootNamesOf, standardRoots } from '../core/typeNames.ts';

/** Part of the clients' schema: resolved by the gateway, never sent to a subgraph. */
const defer = parse('directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT', {
  noLocation: true,
});

/** Translates between clients and Apollo's planner, which supports neither `@oneOf` nor custom names of root types. */
export interface PlannerSchema {
  /** The root types of the supergraph. */
  roots: RootNames;
  /** The supergraph as the planner takes it. */
  supergraphSdl: string;
  /** The clients' schema, made from the planner's API schema. */
  clientSchema(plannerSchemaSdl: string): GraphQLSchema;
  /** An operation as the planner takes it. */
  toPlanner(operation: DocumentNode): DocumentNode;
  /** The supergraph's names of the root types, by the standard names that plans use. */
  fromPlanner: ReadonlyMap<string, string>;
  /** The plan with the supergraph's type names in its paths. */
  planFromPlanner(plan: QueryPlan): QueryPlan;
}

/**
 * Reads how a supergraph must be changed for the planner. `sdl` is the supergraph without its rules.
 * @throws Error when another type has the standard name of a root type
 */
export function createPlannerSchema(supergraph: DocumentNode, sdl: string): PlannerSchema {
  const roots = rootNamesOf(supergraph);
  const toPlanner = renamedRoots(roots, standardRoots);
  const fromPlanner = renamedRoots(standardRoots, roots);
  refuseTaken(supergraph, fromPlanner);
  const inputs = oneOfInputs(supergraph);
  const isPlain = toPlanner.size === 0 && !/@oneOf\b/.test(sdl);
  return {
    roots,
    supergraphSdl: isPlain ? sdl : print(renameTypes(withoutOneOf(parse(sdl, { noLocation: true })), toPlanner)),
    clientSchema(plannerSchemaSdl) {
      const apiSchema = withOneOf(parse(plannerSchemaSdl, { noLocation: true }), inputs);
      const { definitions } = renameTypes(withRoots(apiSchema, fromPlanner), fromPlanner);
      const schema = buildASTSchema(
        { ...apiSchema, definitions: [...definitions, ...defer.definitions] },
        { assumeValid: true },
      );
      return withNodes(schema, readNodes(supergraph));
    },
    toPlanner: (operation) => renameTypes(operation, toPlanner),
    fromPlanner,
    planFromPlanner: (plan) => (fromPlanner.size > 0 ? renameInPaths(plan, fromPlanner) : plan),
  };
}

function renameInPaths(plan: QueryPlan, names: ReadonlyMap<string, string>): QueryPlan {
  const rename = (key: string, value: unknown) =>
    key === 'condition' && typeof value === 'string' ? (names.get(value) ?? value) : value;
  return JSON.parse(JSON.stringify(plan), rename) as QueryPlan;
}

function refuseTaken({ definitions }: DocumentNode, standard: ReadonlyMap<string, string>): void {
  for (const item of definitions) {
    if ('name' in item && item.name && standard.has(item.name.value))
      throw new Error(`the type ${item.name.value} is not the root type of that name`);
  }
}

/** Adds a `schema` definition where root types are about to be renamed. */
function withRoots(document: DocumentNode, renamed: ReadonlyMap<string, string>): DocumentNode {
  if (renamed.size === 0 || document.definitions.some(({ kind }) => kind === Kind.SCHEMA_DEFINITION)) return document;
  const kinds = Object.entries(standardRoots).filter(([, name]) =>
    document.definitions.some((item) => 'name' in item && item.name?.value === name),
  );
  const { definitions } = parse(`schema { ${kinds.map(([kind, name]) => `${kind}: ${name}`).join(' ')} }`, {
    noLocation: true,
  });
  return { ...document, definitions: [...document.definitions, ...definitions] };
}
