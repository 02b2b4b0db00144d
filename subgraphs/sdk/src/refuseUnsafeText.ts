import { defaultFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { sdkFailure } from './errors.ts';

/** What is wrong with a text. */
export type UnsafeText = 'nul' | 'surrogate' | 'control' | 'direction';

/** What no text of a person holds, but for line breaks and tabs. */
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/; // oxlint-disable-line no-control-regex
/** LRO and RLO show letters in another order than they are stored in: a name or a dose then reads as what it is not. */
const direction = /[\u202D\u202E]/;

/** Why a text must not be stored or searched for: databases cannot hold it, or people cannot read it as it is. */
export function unsafeText(text: string): UnsafeText | undefined {
  if (control.test(text)) return text.includes('\0') ? 'nul' : 'control';
  if (direction.test(text)) return 'direction';
  return text.isWellFormed() ? undefined : 'surrogate';
}

/**
 * Wraps each field with arguments so that it is refused when a text in them is unsafe: BAD_USER_INPUT with `argument`, where it stands, and
 * `reason`. Entities are not refused for what another subgraph says of them: `checkReferences`.
 */
export function refuseUnsafeText(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length === 0 || field.name === '_entities') continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, variables, context, info) => {
        requireSafeText(variables, '');
        return resolve(source, variables, context, info);
      };
    }
  }
}

/** @throws SubgraphError BAD_USER_INPUT */
function requireSafeText(value: unknown, argument: string): void {
  if (typeof value === 'string') {
    const reason = unsafeText(value);
    if (reason) throw sdkFailure('BAD_USER_INPUT', { argument, reason });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => requireSafeText(item, `${argument}.${index}`));
  } else if (isPlainObject(value)) {
    for (const [name, inner] of Object.entries(value)) requireSafeText(inner, argument ? `${argument}.${name}` : name);
  }
}

/** Scalars may have become objects of their own, such as a Date. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
