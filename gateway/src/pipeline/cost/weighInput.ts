/** The values of an operation's variables, by name. */
export type Variables = Readonly<Record<string, unknown>>;

/** An input type with the weights of its fields, which count where a field has a value. */
export interface WeighedType {
  fields: ReadonlyMap<string, WeighedField>;
}

export interface WeighedField {
  weight: number;
  type: WeighedType | undefined;
}

/** The cost of an input value, items of lists included. */
export function weighInput(type: WeighedType, value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + weighInput(type, item), 0);
  let sum = 0;
  for (const [name, field] of type.fields) {
    if (!Object.hasOwn(value, name)) continue;
    const inner = (value as Record<string, unknown>)[name];
    sum += field.weight + (field.type ? weighInput(field.type, inner) : 0);
  }
  return sum;
}
