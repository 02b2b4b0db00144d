import type { GraphQLError } from 'graphql';
import type { JsonObject } from './jsonObject.ts';

/** An error as a subgraph reported it. Its message and extensions must not reach anyone unmasked. */
export class ToldBySubgraph extends Error {
  readonly subgraph: string;
  readonly told: JsonObject;

  constructor(subgraph: string, message: string, told: JsonObject = {}) {
    super(message);
    this.subgraph = subgraph;
    this.told = told;
  }
}

/** The subgraph's error behind an error, if there is one. */
export function toldBySubgraph({ originalError }: GraphQLError): ToldBySubgraph | undefined {
  return originalError instanceof ToldBySubgraph ? originalError : undefined;
}
