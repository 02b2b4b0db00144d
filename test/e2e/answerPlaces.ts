import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSemanticNonNulls } from '@wasl/gateway/core/semanticNonNull';
import { titlesOf } from '@wasl/gateway/core/systemTitles';
import { composedFields } from '@wasl/gateway/registry/check/composedFields';
import { root } from '@wasl/kit/paths';
import { type GraphQLObjectType, type GraphQLSchema, buildASTSchema, getNamedType, Kind, parse } from 'graphql';

/** What the national schema says of places in answers; a path is written with points. */
export interface Places {
  /** Whether null there needs an error. */
  isSemanticNonNull(path: string, query: string): boolean;
  /** Whether a place may lack its value because of a ministry that is down: it owns it, or what it is read from. */
  mayLack(path: string, query: string, subgraph: string): boolean;
  /** What people are told of a ministry that is down. */
  sentenceOf(subgraph: string): string;
}

/** The registry says whether a record may be given: without it nothing of a patient is, whoever holds it. */
const registry = 'health-id';

/** Reads the national supergraph. */
export function readPlaces(): Places {
  const supergraph = parse(readFileSync(join(root, 'schema/supergraph.graphql'), 'utf8'), { noLocation: true });
  const schema = buildASTSchema(supergraph, { assumeValidSDL: true });
  const fields = new Map(composedFields(supergraph).map((field) => [`${field.typeName}.${field.name}`, field]));
  const semantic = readSemanticNonNulls(supergraph);
  const titles = titlesOf(supergraph);
  return {
    isSemanticNonNull(path, query) {
      const place = placeOf(path, query, schema);
      return semantic.get(place.coordinate)?.includes(place.level) ?? false;
    },
    mayLack(path, query, subgraph) {
      const field = fields.get(placeOf(path, query, schema).coordinate);
      return field !== undefined && (field.owners.includes(subgraph) || field.reads || subgraph === registry);
    },
    sentenceOf: (subgraph) => `${titles.get(subgraph)?.en} does not answer at the moment.`,
  };
}

/** The field at a path, and how many of its lists the path goes into. */
function placeOf(path: string, query: string, schema: GraphQLSchema): { coordinate: string; level: number } {
  const operation = parse(query).definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION);
  let type = (
    operation?.kind === Kind.OPERATION_DEFINITION && operation.operation === 'mutation'
      ? schema.getMutationType()
      : schema.getQueryType()
  ) as GraphQLObjectType;
  let place = { coordinate: '', level: 0 };
  for (const step of path.split('.')) {
    if (/^\d+$/.test(step)) {
      place = { ...place, level: place.level + 1 };
      continue;
    }
    // None of the shipped operations has an alias.
    place = { coordinate: `${type.name}.${step}`, level: 0 };
    type = getNamedType(type.getFields()[step]!.type) as GraphQLObjectType;
  }
  return place;
}

/** Where data are null. */
export function nullsIn(value: unknown, path = ''): string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value as object).flatMap(([key, item]) => nullsIn(item, path ? `${path}.${key}` : key));
}
