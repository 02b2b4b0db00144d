import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  type StringValueNode,
  visit,
} from 'graphql';

const none: readonly string[] = [];

/**
 * Makes the function that draws the active labels of progressive `@override` for one request, among those that can change where the
 * operation's fields are fetched. `percent(x)` is active for that share of requests. Labels of other forms are left to an external service,
 * and are never active.
 */
export function createOverrideDraw(supergraph: DocumentNode): (operation: DocumentNode) => readonly string[] {
  const overrides = readOverrides(supergraph);
  if (overrides.labels.size === 0) return () => none;
  const known = new WeakMap<DocumentNode, [label: string, percent: number][]>();
  return (operation) => {
    let concerned = known.get(operation);
    if (!concerned) {
      concerned = [...labelsConcerning(operation, overrides)];
      known.set(operation, concerned);
    }
    if (concerned.length === 0) return none;
    return concerned.filter(([, percent]) => Math.random() * 100 < percent).map(([label]) => label);
  };
}

/**
 * Fields are known by name alone, since a field may be selected through any interface of its type. Fields that a plan fetches besides the
 * selected ones count too: required fields and keys.
 */
interface Overrides {
  /** By field name, each label with the percentage of requests for which it is active. */
  labels: Map<string, Map<string, number>>;
  /** By field name, the names of the fields that it requires. */
  required: Map<string, Set<string>>;
  /** Names of key fields: any plan may fetch them. */
  keys: Set<string>;
}

function readOverrides(supergraph: DocumentNode): Overrides {
  const overrides: Overrides = { labels: new Map(), required: new Map(), keys: new Set() };
  visit(supergraph, {
    [Kind.FIELD_DEFINITION]: (field) => readField(field, overrides),
    [Kind.DIRECTIVE]: (directive) => {
      const key = directive.name.value === 'join__type' ? textsIn(directive as ConstDirectiveNode, 'key') : [];
      for (const name of key.flatMap(fieldNamesIn)) overrides.keys.add(name);
    },
  });
  return overrides;
}

function readField({ name, directives = [] }: FieldDefinitionNode, { labels, required }: Overrides): void {
  for (const join of directives.filter((directive) => directive.name.value === 'join__field')) {
    const [label] = textsIn(join, 'overrideLabel');
    const percent = /^percent\(([\d.]+)\)$/.exec(label ?? '')?.[1];
    if (label !== undefined && percent !== undefined) {
      labels.set(name.value, (labels.get(name.value) ?? new Map()).set(label, Number(percent)));
    }
    const names = [...textsIn(join, 'requires'), ...textsIn(join, 'contextArguments', 'selection')].flatMap(
      fieldNamesIn,
    );
    if (names.length > 0) required.set(name.value, new Set([...(required.get(name.value) ?? []), ...names]));
  }
}

/** The strings in an argument; of objects in it, only those in the field `objectField`. */
function textsIn(directive: ConstDirectiveNode, argument: string, objectField?: string): string[] {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  if (!value) return [];
  const texts: StringValueNode[] = [];
  visit(value, {
    [Kind.OBJECT_FIELD]: ({ name }) => (name.value === objectField ? undefined : false),
    [Kind.STRING]: (text) => void texts.push(text),
  });
  return texts.map((text) => text.value);
}

/** The names of the fields in a field set, or in a context's selection, which is in braces. */
function fieldNamesIn(fields: string): string[] {
  const names: string[] = [];
  visit(parse(fields.trim().startsWith('{') ? fields : `{${fields}}`, { noLocation: true }), {
    [Kind.FIELD]: ({ name }) => void names.push(name.value),
  });
  return names;
}

function labelsConcerning(operation: DocumentNode, { labels, required, keys }: Overrides): Map<string, number> {
  const names = new Set(keys);
  visit(operation, { [Kind.FIELD]: ({ name }) => void names.add(name.value) });
  // Iterating over a Set also visits what is added meanwhile.
  for (const name of names) for (const other of required.get(name) ?? []) names.add(other);
  return new Map([...names].flatMap((name) => [...(labels.get(name) ?? [])]));
}
