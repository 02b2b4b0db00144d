import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type GraphQLSchema,
  isInterfaceType,
  Kind,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { RunningSubgraphs } from './startTestSubgraphs.ts';

/** The fields that subgraphs were asked for, as `Type.field`, `__typename` left out. */
export function askedFields({ asked, sources }: Pick<RunningSubgraphs, 'asked' | 'sources'>): Set<string> {
  const schemas = schemasOf(sources);
  const fields = new Set<string>();
  for (const { subgraph, query } of asked) {
    const schema = schemas.get(subgraph);
    if (schema) for (const { coordinate } of fieldsOf(query, schema)) fields.add(coordinate);
  }
  return fields;
}

const known = new WeakMap<RunningSubgraphs['sources'], Map<string, GraphQLSchema>>();

function schemasOf(sources: RunningSubgraphs['sources']): Map<string, GraphQLSchema> {
  let schemas = known.get(sources);
  if (!schemas) {
    schemas = new Map(sources.map(({ name, sdl }) => [name, buildSubgraphSchema([{ typeDefs: parse(sdl) }])]));
    known.set(sources, schemas);
  }
  return schemas;
}

/** What a response path stands for in an operation: the fields there, on the type asked and on all that implement it. */
export function fieldsAt(path: readonly (string | number)[], query: string, schema: GraphQLSchema): Set<string> {
  const place = path.filter((key) => typeof key === 'string').join('.');
  const found = new Set<string>();
  for (const { coordinate, responsePath } of fieldsOf(query, schema)) {
    if (responsePath !== place) continue;
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    const objects = isInterfaceType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [];
    for (const name of [typeName, ...objects]) found.add(`${name}.${fieldName}`);
  }
  return found;
}

function fieldsOf(query: string, schema: GraphQLSchema): { coordinate: string; responsePath: string }[] {
  const found: { coordinate: string; responsePath: string }[] = [];
  const typeInfo = new TypeInfo(schema);
  const path: string[] = [];
  const document = parse(query);
  visit(
    inlined(document),
    visitWithTypeInfo(typeInfo, {
      Field: {
        enter({ name, alias }) {
          path.push((alias ?? name).value);
          if (name.value.startsWith('__')) return;
          found.push({ coordinate: `${typeInfo.getParentType()?.name}.${name.value}`, responsePath: path.join('.') });
        },
        leave: () => void path.pop(),
      },
    }),
  );
  return found;
}

/** The operations with their fragments laid out. */
function inlined(document: ReturnType<typeof parse>): ReturnType<typeof parse> {
  const fragments = new Map(
    document.definitions.flatMap((item) => (item.kind === 'FragmentDefinition' ? [[item.name.value, item]] : [])),
  );
  const operations = document.definitions.filter(
    (item): item is OperationDefinitionNode => item.kind === 'OperationDefinition',
  );
  return visit(
    { ...document, definitions: operations },
    {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment) return undefined;
        const { typeCondition, selectionSet } = fragment;
        return visit({ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet }, this);
      },
    },
  ) as never;
}
