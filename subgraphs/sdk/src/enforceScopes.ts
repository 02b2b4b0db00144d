import { defaultFieldResolver, type GraphQLResolveInfo, type GraphQLSchema, isObjectType } from 'graphql';
import { sdkFailure } from './errors.ts';
import { type OperationState, stateOf } from './operationRoot.ts';
import type { ScopeRule, ScopeRules } from './scopeRules.ts';

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

function requireRules(rules: readonly ScopeRule[], info: GraphQLResolveInfo): void {
  const admitted = stateOf(info);
  if (admitted && rules.every((rule) => isMet(rule, admitted))) return;
  throw sdkFailure(admitted?.isSignedIn ? 'FORBIDDEN' : 'UNAUTHENTICATED');
}

function isMet(rule: ScopeRule, { isSignedIn, scopes }: OperationState): boolean {
  if (rule.kind === 'authenticated') return isSignedIn;
  return rule.anyOf.length === 0 || rule.anyOf.some((all) => all.every((scope) => scopes.has(scope)));
}
