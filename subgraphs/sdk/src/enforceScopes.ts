import { defaultFieldResolver, type GraphQLResolveInfo, type GraphQLSchema, isObjectType } from 'graphql';
import type { Caller } from './caller.ts';
import { sdkFailure } from './errors.ts';
import type { ScopeRule, ScopeRules } from './scopeRules.ts';

const admission = Symbol('caller of the operation');

/** What field rules check about the caller. */
interface Admitted {
  isSignedIn: boolean;
  scopes: ReadonlySet<string>;
}

interface AdmittedRoot {
  [admission]: Admitted;
}

/**
 * The root value of an operation: it carries the caller to every field, independent of the subgraph's own context. To resolvers it is an
 * empty object.
 */
export function rootFor(caller: Caller | null): object {
  const root: AdmittedRoot = Object.create(null);
  root[admission] = { isSignedIn: caller !== null, scopes: new Set(caller?.scopes) };
  return root;
}

/**
 * Wraps each field with a rule so that it resolves only for callers who meet the rule, wherever and under whatever alias it is selected.
 * The gateway has enforced this already; here it also holds for requests that bypass it, and for operations run without `rootFor`.
 */
export function enforceScopes(schema: GraphQLSchema, rules: ScopeRules): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const demanded = rules.of(type.name, field.name);
      if (demanded.length === 0) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, variables, context, info) => {
        requireRules(demanded, info);
        return resolve(source, variables, context, info);
      };
    }
  }
}

function requireRules(rules: readonly ScopeRule[], { rootValue }: GraphQLResolveInfo): void {
  const admitted = (rootValue as Partial<AdmittedRoot> | undefined)?.[admission];
  if (admitted && rules.every((rule) => isMet(rule, admitted))) return;
  throw sdkFailure(admitted?.isSignedIn ? 'FORBIDDEN' : 'UNAUTHENTICATED');
}

function isMet(rule: ScopeRule, { isSignedIn, scopes }: Admitted): boolean {
  if (rule.kind === 'authenticated') return isSignedIn;
  return rule.anyOf.length === 0 || rule.anyOf.some((all) => all.every((scope) => scopes.has(scope)));
}
