import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import { roleNames } from '@wasl/schema/roles.ts';
import type { ExplainedRule, ExplainedRules } from './config.ts';
import type { Session } from './signIn.ts';
import { categories, type PageLanguage, texts } from './texts.ts';

/** Between the English and the Arabic half of a description. */
const between = ' — ';

export interface ToldSchema {
  introspection: IntrospectionQuery;
  rules: ExplainedRules;
}

/** Why the schema is not told. */
export class SchemaRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The schema is not told (HTTP ${status}).`);
    this.status = status;
  }
}

/** Reads the schema, and the rules as they are for who is signed in. @throws SchemaRefused */
export async function readSchema(session: Session | undefined): Promise<ToldSchema> {
  const [introspection, rules] = await Promise.all(
    ['schema', 'rules'].map(async (name) => {
      const headers: Record<string, string> = session ? { authorization: `Bearer ${session.accessToken}` } : {};
      const response = await fetch(`/playground/${name}.json`, { headers });
      if (!response.ok) throw new SchemaRefused(response.status);
      return (await response.json()) as unknown;
    }),
  );
  return { introspection: introspection as IntrospectionQuery, rules: rules as ExplainedRules };
}

/** The schema with descriptions in one language; those of fields end with their owner, their rules and whether the caller meets them. */
export function schemaIn(language: PageLanguage, { introspection, rules }: ToldSchema): GraphQLSchema {
  const said = JSON.parse(JSON.stringify(introspection), (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? half(value, language) : value,
  ) as IntrospectionQuery;
  for (const type of said.__schema.types) {
    if (!('fields' in type) || !type.fields) continue;
    for (const field of type.fields) {
      const rule = rules.fields[`${type.name}.${field.name}`];
      if (rule) Object.assign(field, { description: withRule(field.description ?? '', rule, rules, language) });
    }
  }
  return buildClientSchema(said);
}

/** A description's half in a language; the whole where it is not in two. */
export function half(description: string, language: PageLanguage): string {
  const at = description.indexOf(between);
  if (at < 0) return description;
  return (language === 'en' ? description.slice(0, at) : description.slice(at + between.length)).trim();
}

function withRule(description: string, rule: ExplainedRule, { systems }: ExplainedRules, language: PageLanguage) {
  const words = texts[language];
  const owners = rule.owners.map((name) => systems[name]?.[language] ?? name).join(words.and);
  const lines = [
    `**${words.owner}**: ${owners}`,
    `**${words.rules}**: ${sayRule(rule, language)}`,
    ...(rule.category ? [`${words.recordRule} (${categories[rule.category]?.[language] ?? rule.category})`] : []),
    `**${rule.may ? words.may : words.mayNot}**`,
  ];
  return [description, lines.join('  \n')].filter((part) => part !== '').join('\n\n');
}

/** A field's rules in words. */
function sayRule({ authenticated, scopes, policies, roles }: ExplainedRule, language: PageLanguage): string {
  const words = texts[language];
  const alternatives = (anyOf: readonly (readonly string[])[]) =>
    anyOf.map((names) => names.map((name) => `\`${name}\``).join(' + ')).join(` ${words.or} `);
  const parts = [
    ...(authenticated ? [words.needsSignIn] : []),
    ...scopes.map((anyOf) => `${words.needsScopes} ${alternatives(anyOf)}`),
    ...policies.map((anyOf) => `${words.needsPolicy} ${alternatives(anyOf)}`),
  ];
  if (parts.length === 0) return words.open_;
  const held = scopes.length > 0 ? ` (${words.heldBy}: ${sayRoles(roles, language)})` : '';
  return parts.join('; ') + held;
}

/** Roles by their names. */
export function sayRoles(roles: readonly string[], language: PageLanguage): string {
  if (roles.length === 0) return texts[language].noRole;
  const names: Readonly<Record<string, { ar: string; en: string }>> = roleNames;
  return roles.map((role) => names[role]?.[language] ?? role).join(language === 'ar' ? '، ' : ', ');
}
