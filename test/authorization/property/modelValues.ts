import type { FieldModel, Model } from './randomModel.ts';

/** An object of the model's world: what it is follows from its type and id. */
export interface Thing {
  __typename: string;
  id: string;
  [input: string]: unknown;
}

/** The concrete types that a value of a type may have. */
export function possibleTypes(model: Model, typeName: string): string[] {
  const type = model.types.get(typeName);
  if (!type) return [];
  if (type.kind === 'union') return type.members;
  if (type.kind !== 'interface') return [typeName];
  return [...model.types.values()]
    .filter(({ kind, interfaces }) => kind === 'object' && interfaces.includes(typeName))
    .map(({ name }) => name);
}

/** What a field answers, the same wherever it is asked; `inputs` are what it requires, by field. */
export function valueOf(model: Model, thing: Thing, field: FieldModel, inputs: Record<string, unknown>): unknown {
  if (field.name === 'id') return thing.id;
  const place = `${thing.__typename}.${field.name}.${thing.id}`;
  const read = field.requires.map(({ field: name, below }) => textOf(inputs[name], below)).join(',');
  return build(field.shape, place, (at) => single(model, field, at, field.requires.length === 0 ? '' : `<${read}>`));
}

function build(shape: string, place: string, make: (place: string) => unknown): unknown {
  const inner = shape.endsWith('!') ? shape.slice(0, -1) : shape;
  if (!inner.startsWith('[')) return make(place);
  const length = hash(place) % 3;
  return Array.from({ length }, (_, index) => build(inner.slice(1, -1), `${place}_${index}`, make));
}

function single(model: Model, { output }: FieldModel, place: string, read: string): unknown {
  const type = model.types.get(output);
  if (!type || type.kind === 'scalar') return `(${place}${read})`;
  if (type.kind === 'enum') return hash(place) % 2 === 0 ? 'E0' : 'E1';
  const possible = possibleTypes(model, output);
  return { __typename: possible[hash(place) % possible.length], id: String(hash(`${place}#`) % 3) };
}

/** What a required value comes down to: its text, or those one step below it. */
function textOf(value: unknown, below: string | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, below)).join(';')}]`;
  return below === undefined ? String(value) : textOf((value as Record<string, unknown>)[below], undefined);
}

function hash(text: string): number {
  let value = 7;
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) % 1_000_003;
  return value;
}
