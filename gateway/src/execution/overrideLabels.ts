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
 * Makes the draw of the progressive `@override` labels that hold for one request: of those that may decide where something of the
 * operation is fetched. `percent(x)` holds for that share of requests; labels of other forms are for a service outside to decide,
 * and hold for none.
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
 * By the names of fields alone, for a field may be selected through any interface of its type. What a plan fetches besides the
 * selected fields counts as well: what they require, and keys.
 */
interface Overrides {
  /** The share of requests that each label holds for, by the names of the fields that bear it. */
  labels: Map<string, Map<string, number>>;
  /** Names of the fields that fields of a name require. */
  required: Map<string, Set<string>>;
  /** Names of the fields in keys: any plan may fetch them. */
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

/** The strings in an argument; of the objects in it, those of one field. */
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

/** The names of the fields in a field set, or in a selection of a context, which has its braces. */
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
  // A set that is gone through takes in what is added meanwhile.
  for (const name of names) for (const other of required.get(name) ?? []) names.add(other);
  return new Map([...names].flatMap((name) => [...(labels.get(name) ?? [])]));
}
