import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  isCompositeType,
  isObjectType,
} from 'graphql';

/** A place of a random operation's answer, with what its keys stand for: the specification's FieldsInSetCanMerge. */
export interface Place {
  /** Of the selections that merge with what is selected here. */
  uses: readonly Uses[];
  /** Of all selections whose objects may stand here, merging or not. */
  shapes: Shapes;
}

type Uses = Map<string, Use[]>;

interface Use {
  parent: GraphQLCompositeType;
  /** The field's name and arguments. */
  meaning: string;
  below: Uses;
}

type Shapes = Map<string, { text: string; below: Shapes }>;

/** A place where nothing is selected yet. */
export function createPlace(): Place {
  return { uses: [new Map()], shapes: new Map() };
}

/** Takes a key for a field of a type; answers the place below it, or undefined where the key cannot stand for the field. */
export function claimKey(
  { uses, shapes }: Place,
  key: string,
  parent: GraphQLCompositeType,
  meaning: string,
  type: GraphQLOutputType | undefined,
): Place | undefined {
  const text = shapeText(type);
  const shape = shapes.get(key) ?? { text, below: new Map() };
  const merging = uses.flatMap((known) => known.get(key) ?? []).filter((use) => !isExclusive(use.parent, parent));
  if (shape.text !== text || merging.some((use) => use.meaning !== meaning)) return undefined;
  shapes.set(key, shape);
  const below: Uses = new Map();
  for (const known of uses) known.set(key, [...(known.get(key) ?? []), { parent, meaning, below }]);
  return { uses: [below, ...merging.map((use) => use.below)], shapes: shape.below };
}

/** The form of a type's values: two that differ cannot stand under one key, whatever the objects. */
export function shapeText(type: GraphQLOutputType | undefined): string {
  const named = getNamedType(type);
  return named && isCompositeType(named) ? String(type).replace(named.name, '*') : String(type ?? 'String!');
}

function isExclusive(one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
  return one !== other && isObjectType(one) && isObjectType(other);
}
