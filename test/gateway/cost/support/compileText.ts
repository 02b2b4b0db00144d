import { createCompileCost, type CostOptions } from '@wasl/gateway/pipeline/cost/compileCost';
import { readCostAnnotations } from '@wasl/gateway/pipeline/cost/costAnnotations';
import { buildASTSchema, getOperationAST, type OperationDefinitionNode, parse, validate } from 'graphql';

const directives = (cost: string, listSize: string) => `
  directive @link(url: String!, as: String, import: [Import], for: String) repeatable on SCHEMA
  scalar Import
  directive @${cost}(weight: String!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @${listSize}(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],
    requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION`;

export const costLink =
  'extend schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost", "@listSize"])';

/** Reads what operations cost on a schema whose directives have these names. */
export function costsOf(
  sdl: string,
  options: CostOptions = {},
  names: [string, string] = ['cost', 'listSize'],
  link = costLink,
) {
  const document = parse(`${link} ${directives(...names)} ${sdl}`, { noLocation: true });
  const schema = buildASTSchema(document);
  const compile = createCompileCost(schema, readCostAnnotations(document), options);
  return (query: string, variables: Record<string, unknown> = {}): number => {
    const operation = parse(query);
    const faults = validate(schema, operation);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return compile(operation, getOperationAST(operation) as OperationDefinitionNode).estimate(variables);
  };
}
