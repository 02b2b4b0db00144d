import type { GraphQLError } from 'graphql';
import type { JsonObject } from './jsonObject.ts';

/** An error as a subgraph told it. Its message and extensions are for nobody until they have been masked. */
export class ToldBySubgraph extends Error {
  readonly subgraph: string;
  readonly told: JsonObject;

  constructor(subgraph: string, message: string, told: JsonObject = {}) {
    super(message);
    this.subgraph = subgraph;
    this.told = told;
  }
}

/** What a subgraph told, where an error is one of its errors. */
export function toldBySubgraph({ originalError }: GraphQLError): ToldBySubgraph | undefined {
  return originalError instanceof ToldBySubgraph ? originalError : undefined;
}
