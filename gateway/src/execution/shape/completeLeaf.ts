import { type GraphQLEnumType, type GraphQLLeafType, isEnumType } from 'graphql';
import { type Complete, refuseValue } from './shaping.ts';

/** Makes the check of a scalar's or an enum's values: what does not fit is told, and never passed on. */
export function completeLeaf(type: GraphQLLeafType): Complete {
  if (isEnumType(type)) return completeEnum(type);
  return builtIn[type.name] ?? completeAny;
}

const builtIn: Readonly<Record<string, Complete>> = {
  String: checked((value) => typeof value === 'string'),
  Boolean: checked((value) => typeof value === 'boolean'),
  Int: checked((value) => typeof value === 'number' && (value | 0) === value),
  Float: checked(isFiniteNumber),
  ID(value, shaping, key) {
    if (typeof value === 'string') return value;
    if (value === null || value === undefined) return null;
    return typeof value === 'number' && Number.isInteger(value) ? String(value) : refuseValue(shaping, key);
  },
};

function checked(isValid: (value: unknown) => boolean): Complete {
  return (value, shaping, key) => {
    if (value === null || value === undefined) return null;
    return isValid(value) ? value : refuseValue(shaping, key);
  };
}

function completeEnum(type: GraphQLEnumType): Complete {
  const names = new Set(type.getValues().map(({ name }) => name));
  return checked((value) => typeof value === 'string' && names.has(value));
}

/** A scalar of the schema's own may be any JSON. */
const completeAny: Complete = (value, shaping, key) => {
  if (typeof value === 'number' && !isFiniteNumber(value)) return refuseValue(shaping, key);
  return value ?? null;
};

/** JSON can hold numbers that are too large to be one, such as `1e400`; an answer would say null for them. */
function isFiniteNumber(value: unknown): boolean {
  return Number.isFinite(value);
}
