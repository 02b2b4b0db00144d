import { possibleTypes } from './modelValues.ts';
import type { Model, Pick } from './randomModel.ts';

const aliases = ['x', 'id', 'fa', 'f0', 'f1', '__proto__', 'constructor', 'waslTypename'];
const conditions = [
  '@skip(if: true)',
  '@skip(if: false)',
  '@include(if: true)',
  '@include(if: false)',
  '@skip(if: $yes)',
  '@skip(if: $no)',
  '@include(if: $yes)',
  '@include(if: $no)',
];
const deepest = 5;

/** A random query over the model: it may not be valid, where an alias stands for different fields. */
export function randomOperation(model: Model, pick: Pick): string {
  const fragments: { name: string; type: string; text: string }[] = [];
  const overlap = (left: string, right: string) => {
    const possible = possibleTypes(model, left);
    return possibleTypes(model, right).some((name) => possible.includes(name));
  };
  const composites = [...model.types.values()].filter(
    ({ kind, name }) => kind !== 'enum' && kind !== 'scalar' && name !== 'Query',
  );

  function selections(typeName: string, depth: number): string {
    const count = 1 + pick.nat(depth === 0 ? 2 : 3);
    return Array.from({ length: count }, () => selection(typeName, depth)).join(' ');
  }

  function selection(typeName: string, depth: number): string {
    const kind = pick.nat(99);
    if (kind < 12) return `${pick.chance(25) ? `${pick.one(aliases)}: ` : ''}__typename ${condition()}`;
    if (kind < 30 && depth < deepest)
      return `... on ${conditionOn(typeName)}`.replace(
        /on (\w+)$/,
        (_, name: string) => `on ${name} ${condition()} { ${selections(name, depth + 1)} }`,
      );
    if (kind < 33 && depth < deepest) return `... ${condition()} { ${selections(typeName, depth + 1)} }`;
    if (kind < 45 && depth < deepest) return `...${fragment(typeName, depth)} ${condition()}`;
    return field(typeName, depth);
  }

  function field(typeName: string, depth: number): string {
    const fields = [...(model.types.get(typeName)?.fields.values() ?? [])];
    if (fields.length === 0) return '__typename';
    const chosen = pick.one(fields);
    const alias = pick.chance(12) ? `${pick.one(aliases)}: ` : '';
    const output = model.types.get(chosen.output);
    const isLeaf = !output || output.kind === 'enum' || output.kind === 'scalar';
    if (!isLeaf && depth >= deepest) return '__typename';
    return `${alias}${chosen.name} ${condition()} ${isLeaf ? '' : `{ ${selections(chosen.output, depth + 1)} }`}`;
  }

  function fragment(typeName: string, depth: number): string {
    const fitting = fragments.filter(({ type, text }) => text !== '' && overlap(type, typeName));
    if (fitting.length > 0 && pick.chance(50)) return pick.one(fitting).name;
    const made = { name: `F${fragments.length}`, type: conditionOn(typeName), text: '' };
    fragments.push(made);
    made.text = `fragment ${made.name} on ${made.type} { ${selections(made.type, depth + 1)} }`;
    return made.name;
  }

  function conditionOn(typeName: string): string {
    if (typeName === 'Query') return typeName;
    return pick.one(composites.filter(({ name }) => overlap(name, typeName))).name;
  }

  const condition = () => (pick.chance(12) ? pick.one(conditions) : '');

  const body = selections('Query', 0);
  const text = [`{ ${body} }`, ...fragments.map((item) => item.text)].join('\n');
  const variables = ['$yes: Boolean = true', '$no: Boolean!'].filter((item) =>
    text.includes(item.split(':')[0] as string),
  );
  return `query ${variables.length === 0 ? '' : `(${variables.join(', ')})`} ${text}`;
}
