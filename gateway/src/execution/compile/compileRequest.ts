import { parse, print, stripIgnoredCharacters } from 'graphql';
import { renameTypes } from '../../core/typeNames.ts';
import type { CompiledFetch } from './compiledPlan.ts';
import { compileReceived } from './compileReceived.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

/** Compiles what depends on a request's query text. `rootType` is the operation's root type, undefined for entity fetches. */
export function compileRequest(
  query: string,
  operationName: string | undefined,
  rootType: string | undefined,
  types: SupergraphTypes,
): Pick<CompiledFetch, 'query' | 'head' | 'check' | 'withTypeNames'> {
  return {
    query,
    head: headOf(query, operationName),
    check: compileReceived(query, rootType, types),
    withTypeNames(names) {
      const renamed = stripIgnoredCharacters(print(renameTypes(parse(query, { noLocation: true }), names)));
      const ours = new Map([...names].map(([our, their]) => [their, our]));
      const check = compileReceived(renamed, rootType, types, ours);
      return { query: renamed, head: headOf(renamed, operationName), check };
    },
  };
}

/** A request body up to its variables: `{"query":…,"variables":{`. */
function headOf(query: string, operationName: string | undefined): string {
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return `{"query":${JSON.stringify(query)},${name}"variables":{`;
}
