import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLOutputType,
} from 'graphql';

/** A field that leads from one type to another. */
interface Step {
  from: string;
  field: GraphQLField<unknown, unknown>;
  to: string;
  isList: boolean;
}

/** An operation that multiplies, and what it is made of. */
export interface Bomb {
  name: string;
  query: string;
}

export interface BombOptions {
  /** How deep a cycle is repeated. */
  depth: number;
  /** The value of an argument, by its name; others have one by their type. */
  values: Readonly<Record<string, string>>;
}

/** For each field on a cycle of the schema its shortest one, repeated; and for each list that is on none, all lists on the way to it. */
export function writeBombs(schema: GraphQLSchema, { depth, values }: BombOptions): Bomb[] {
  const steps = readSteps(schema);
  const root = schema.getQueryType()!.name;
  const seen = new Set<string>();
  const bombs: Bomb[] = [];
  for (const step of steps) {
    const way = shortestWay(steps, root, step.from);
    const back = shortestWay(steps, step.to, step.from);
    if (!way || (!back && !step.isList)) continue;
    const cycle = back ? [step, ...back] : undefined;
    const name = (cycle ?? [...way, step]).map(({ from, field }) => `${from}.${field.name}`);
    const key = cycle ? [...name].sort().join() : name.join();
    if (seen.has(key)) continue;
    seen.add(key);
    const path = [...way, step];
    if (cycle) while (path.length < depth) path.push(cycle[(path.length - way.length) % cycle.length]!);
    bombs.push({ name: name.join(' > '), query: writeQuery(path, values) });
  }
  return bombs;
}

function readSteps(schema: GraphQLSchema): Step[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) return [];
    if (type === schema.getMutationType() || type === schema.getSubscriptionType()) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const to = getNamedType(field.type);
      if (!isObjectType(to) && !isInterfaceType(to)) return [];
      return [{ from: type.name, field, to: to.name, isList: isList(field.type) }];
    });
  });
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(type) || (isNonNullType(type) && isListType(type.ofType));
}

/** The fewest steps from one type to another; none where it is the same. */
function shortestWay(steps: readonly Step[], from: string, to: string): Step[] | undefined {
  const ways = new Map<string, Step[]>([[from, []]]);
  for (const [type, way] of ways) {
    if (type === to) return way;
    for (const step of steps) if (step.from === type && !ways.has(step.to)) ways.set(step.to, [...way, step]);
  }
  return undefined;
}

function writeQuery(path: readonly Step[], values: BombOptions['values']): string {
  const open = path.map(({ field }) => `${field.name}${writeArguments(field.args, values)} {`).join(' ');
  return `{ ${open} __typename ${'}'.repeat(path.length)} }`;
}

function writeArguments(args: readonly GraphQLArgument[], values: BombOptions['values']): string {
  const written = args.flatMap((argument) => {
    if (argument.name === 'first') return [`first: 100`];
    return isRequiredArgument(argument)
      ? [`${argument.name}: ${writeValue(argument.name, argument.type, values)}`]
      : [];
  });
  return written.length > 0 ? `(${written.join(', ')})` : '';
}

function writeValue(name: string, type: GraphQLInputType, values: BombOptions['values']): string {
  if (isNonNullType(type)) return writeValue(name, type.ofType, values);
  if (isListType(type)) return `[${writeValue(name, type.ofType, values)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map((field) => `${field.name}: ${writeValue(field.name, field.type, values)}`).join(', ')} }`;
  }
  return values[name] ?? (type.toString() === 'Int' ? '100' : '"1"');
}
