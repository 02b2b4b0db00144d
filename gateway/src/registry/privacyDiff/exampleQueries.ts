import { type DocumentNode, type FieldDefinitionNode, Kind, print, type TypeNode } from 'graphql';

interface Step {
  /** The type that the step stands on. */
  from: string;
  field: FieldDefinitionNode | undefined;
}

/**
 * Makes the function that writes the shortest operation to a field through fields that may be asked for; undefined where none leads there.
 * What an interface or a union stands for is reached by a fragment.
 */
export function createExamples(
  supergraph: DocumentNode,
  mayAsk: (coordinate: string) => boolean,
): (typeName: string, fieldName: string) => string | undefined {
  const { fields, members, roots } = readTypes(supergraph);
  const cameBy = new Map<string, Step | undefined>([...roots.keys()].map((root) => [root, undefined]));
  const queue = [...roots.keys()];
  const reach = (to: string, step: Step) => {
    if (cameBy.has(to)) return;
    cameBy.set(to, step);
    queue.push(to);
  };
  for (const from of queue) {
    for (const field of fields.get(from)?.values() ?? [])
      if (mayAsk(`${from}.${field.name.value}`)) reach(namedType(field.type), { from, field });
    for (const member of members.get(from) ?? []) reach(member, { from, field: undefined });
  }
  return (typeName, fieldName) => {
    const field = fields.get(typeName)?.get(fieldName);
    if (!field || !cameBy.has(typeName) || !mayAsk(`${typeName}.${fieldName}`)) return undefined;
    const output = namedType(field.type);
    const variables = new Map<string, string>();
    let text = call(field, variables) + (fields.has(output) || members.has(output) ? ' { __typename }' : '');
    let at = typeName;
    for (let step = cameBy.get(at); step; step = cameBy.get(at)) {
      text = `${step.field ? call(step.field, variables) : `... on ${at}`} { ${text} }`;
      at = step.from;
    }
    const declared = [...variables].map(([name, type]) => `$${name}: ${type}`).join(', ');
    return `${roots.get(at) ?? 'query'}${declared === '' ? '' : ` (${declared})`} { ${text} }`;
  };
}

/** A field with variables for the arguments that it must have. */
function call({ name, arguments: values = [] }: FieldDefinitionNode, variables: Map<string, string>): string {
  const needed = values.filter(({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue);
  const given = needed.map((value) => {
    const base = value.name.value;
    let variable = base;
    for (let number = 2; variables.has(variable); number += 1) variable = `${base}${number}`;
    variables.set(variable, print(value.type));
    return `${base}: $${variable}`;
  });
  return given.length > 0 ? `${name.value}(${given.join(', ')})` : name.value;
}

function readTypes(supergraph: DocumentNode) {
  const fields = new Map<string, ReadonlyMap<string, FieldDefinitionNode>>();
  const members = new Map<string, string[]>();
  const roots = new Map<string, string>();
  for (const item of supergraph.definitions) {
    if (item.kind === Kind.SCHEMA_DEFINITION)
      for (const { operation, type } of item.operationTypes) roots.set(type.name.value, operation);
    if (item.kind === Kind.UNION_TYPE_DEFINITION)
      members.set(
        item.name.value,
        (item.types ?? []).map(({ name }) => name.value),
      );
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    fields.set(item.name.value, new Map((item.fields ?? []).map((field) => [field.name.value, field])));
    for (const { name } of item.interfaces ?? [])
      members.set(name.value, [...(members.get(name.value) ?? []), item.name.value]);
  }
  return { fields, members, roots };
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
