import { federationLink } from '../../support/fieldRuleSuite.ts';
import type { PlainSubgraph } from '../../support/startTestSubgraphs.ts';
import { type Thing, valueOf } from './modelValues.ts';
import { type FieldModel, type Model, type Rule, subgraphCount, type TypeModel } from './randomModel.ts';

/** The model as subgraphs. Rules of an older composition are not in them: they are put into the supergraph. */
export function modelSubgraphs(model: Model): PlainSubgraph[] {
  return Array.from({ length: subgraphCount }, (_, index) => ({
    name: `s${index}`,
    sdl: [federationLink, ...[...model.types.values()].map((type) => typeSdl(model, type, index))].join('\n'),
    resolvers: resolversOf(model, index),
  }));
}

/** Every rule of the model, by type or by type and field. */
export function rulesOf(model: Model): Record<string, string> {
  const rules: Record<string, string> = { Marked: '@authenticated' };
  for (const type of model.types.values()) {
    if (type.rule) rules[type.name] = ruleSdl(type.rule);
    for (const { name, rule } of type.fields.values()) if (rule) rules[`${type.name}.${name}`] = ruleSdl(rule);
  }
  return rules;
}

function ruleSdl({ authenticated, scopes, policies }: Rule): string {
  return [
    authenticated ? '@authenticated' : '',
    scopes ? `@requiresScopes(scopes: ${JSON.stringify(scopes)})` : '',
    policies ? `@policy(policies: ${JSON.stringify(policies)})` : '',
  ].join(' ');
}

function typeSdl(model: Model, type: TypeModel, index: number): string {
  const rule = (own: Rule | undefined) => (own && !model.isOlder && index === 0 ? ruleSdl(own) : '');
  switch (type.kind) {
    case 'enum':
      return `enum ${type.name} ${rule(type.rule)} { E0 E1 }`;
    case 'scalar':
      return `scalar ${type.name} ${rule(type.rule)}`;
    case 'union':
      return index === 0 ? `union ${type.name} = ${type.members.join(' | ')}` : '';
    case 'interface':
      return index === 0 ? `interface ${type.name} ${implementsSdl(type)} { ${fieldLines(model, type, 0)} }` : '';
    case 'object':
      if (type.name === 'Query')
        return index === 0
          ? `${markedSdl} type Query ${rule(type.rule)} { marked: Marked ${fieldLines(model, type, 0)} }`
          : '';
      return `type ${type.name} ${index === 0 ? implementsSdl(type) : ''} @key(fields: "id") ${rule(type.rule)} { ${fieldLines(model, type, index)} }`;
  }
}

// Tells a supergraph with rules on interfaces from one whose composition wrote them there.
const markedSdl = 'interface Marked { mark: String } type Mark implements Marked { mark: String }';

function implementsSdl({ interfaces }: TypeModel): string {
  return interfaces.length === 0 ? '' : `implements ${interfaces.join(' & ')}`;
}

function fieldLines(model: Model, type: TypeModel, index: number): string {
  const externals = externalFields(model, type, index);
  return [...type.fields.values()]
    .flatMap((field) => {
      const line = `${field.name}: ${field.shape.replace('T', field.output)}`;
      if (field.name === 'id' && type.name !== 'Query') {
        return [`id: ID! ${field.rule && index === 0 && !model.isOlder ? ruleSdl(field.rule) : ''}`];
      }
      if (field.owner === index)
        return [
          `${line} ${requiresSdl(field)} ${field.rule && !model.isOlder && type.kind === 'object' ? ruleSdl(field.rule) : ''}`,
        ];
      return externals.has(field.name) ? [`${line} @external`] : [];
    })
    .join('\n');
}

function requiresSdl({ requires }: FieldModel): string {
  if (requires.length === 0) return '';
  const fields = requires.map(({ field, below }) => (below === undefined ? field : `${field} { ${below} }`));
  return `@requires(fields: "${fields.join(' ')}")`;
}

/** Fields of a type that some field of the subgraph requires, and that others resolve. */
function externalFields(model: Model, type: TypeModel, index: number): Set<string> {
  const found = new Set<string>();
  for (const holder of model.types.values()) {
    for (const { owner, requires } of holder.fields.values()) {
      if (owner !== index) continue;
      for (const { field, below } of requires) {
        if (holder === type) found.add(field);
        if (below !== undefined && holder.fields.get(field)?.output === type.name) found.add(below);
      }
    }
  }
  return found;
}

function resolversOf(model: Model, index: number): NonNullable<PlainSubgraph['resolvers']> {
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const type of model.types.values()) {
    if (type.kind === 'union' || type.kind === 'interface') {
      if (index === 0) resolvers[type.name] = { __resolveType: ({ __typename }: Thing) => __typename };
      continue;
    }
    if (type.kind !== 'object' || (type.name === 'Query' && index !== 0)) continue;
    const fields = [...type.fields.values()].filter(({ owner, name }) => owner === index || name === 'id');
    resolvers[type.name] = Object.fromEntries(
      fields.map((field) => [
        field.name,
        (source: Thing | undefined) => {
          const thing = source ?? { __typename: 'Query', id: '' };
          return valueOf(model, { ...thing, __typename: type.name }, field, thing);
        },
      ]),
    );
    if (type.name !== 'Query')
      resolvers[type.name] = { ...resolvers[type.name], __resolveReference: (item: object) => item };
  }
  return resolvers;
}
