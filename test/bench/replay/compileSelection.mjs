// Turns a selection set into a function that writes its answer as JSON text: what a replay subgraph runs per request.
import { getNamedType, isListType, isNonNullType, isLeafType, isObjectType, valueFromASTUntyped } from 'graphql';

/**
 * Compiles merged selection sets of one object type.
 * @param {import('graphql').GraphQLObjectType} type
 * @param {readonly import('graphql').SelectionSetNode[]} selectionSets
 * @param {{ schema: import('graphql').GraphQLSchema, fragments: Map<string, any>, resolvers: Record<string, any> }} context
 * @returns {(source: any, variables: Record<string, unknown>) => string}
 */
export function compileSelection(type, selectionSets, context) {
  const fields = new Map();
  for (const set of selectionSets) collectFields(type, set, context, fields);
  const writers = [...fields].map(([key, nodes], at) => {
    const prefix = `${at === 0 ? '' : ','}${JSON.stringify(key)}:`;
    const write = compileField(type, nodes, context);
    return (source, variables) => prefix + write(source, variables);
  });
  return (source, variables) => {
    let json = '{';
    for (const write of writers) json += write(source, variables);
    return `${json}}`;
  };
}

function collectFields(type, selectionSet, context, fields) {
  for (const node of selectionSet.selections) {
    if (node.directives?.length) throw new Error(`The replay subgraphs do not know @${node.directives[0].name.value}.`);
    if (node.kind === 'Field') {
      const key = node.alias?.value ?? node.name.value;
      fields.set(key, [...(fields.get(key) ?? []), node]);
      continue;
    }
    const fragment = node.kind === 'FragmentSpread' ? context.fragments.get(node.name.value) : node;
    if (appliesTo(type, fragment.typeCondition?.name.value, context.schema)) {
      collectFields(type, fragment.selectionSet, context, fields);
    }
  }
}

function appliesTo(type, conditionName, schema) {
  if (conditionName === undefined || conditionName === type.name) return true;
  const condition = schema.getType(conditionName);
  return (
    condition !== undefined && !isObjectType(condition) && !isLeafType(condition) && schema.isSubType(condition, type)
  );
}

function compileField(parent, nodes, context) {
  const name = nodes[0].name.value;
  if (name === '__typename') return () => JSON.stringify(parent.name);
  if (name === '_entities') return compileEntities(nodes, context);
  const field = parent.getFields()[name];
  if (field === undefined) throw new Error(`Cannot query field "${name}" on type "${parent.name}".`);
  const resolve = context.resolvers[parent.name]?.[name] ?? ((source) => source[name]);
  const readArguments = compileArguments(nodes[0].arguments ?? []);
  const write = compileValue(field.type, nodes, context);
  return (source, variables) => write(resolve(source, readArguments(variables)), variables);
}

function compileArguments(nodes) {
  return (variables) =>
    Object.fromEntries(nodes.map((node) => [node.name.value, valueFromASTUntyped(node.value, variables)]));
}

function compileValue(type, nodes, context) {
  if (isNonNullType(type)) return compileValue(type.ofType, nodes, context);
  if (isListType(type)) {
    const writeItem = compileValue(type.ofType, nodes, context);
    return (items, variables) => (items ? `[${items.map((item) => writeItem(item, variables)).join()}]` : 'null');
  }
  if (isLeafType(type)) return (value) => JSON.stringify(value ?? null);
  const selectionSets = nodes.map((node) => node.selectionSet);
  const write = compileSelection(getNamedType(type), selectionSets, context);
  return (source, variables) => (source ? write(source, variables) : 'null');
}

function compileEntities(nodes, context) {
  const selectionSets = nodes.map((node) => node.selectionSet);
  const byType = new Map();
  const writerOf = (typename) => {
    if (!byType.has(typename))
      byType.set(typename, compileSelection(context.schema.getType(typename), selectionSets, context));
    return byType.get(typename);
  };
  const readArguments = compileArguments(nodes[0].arguments);
  return (_source, variables) => {
    const entities = readArguments(variables).representations.map((representation) => {
      const source = context.resolvers[representation.__typename].resolveReference(representation);
      return source ? writerOf(representation.__typename)(source, variables) : 'null';
    });
    return `[${entities.join()}]`;
  };
}
