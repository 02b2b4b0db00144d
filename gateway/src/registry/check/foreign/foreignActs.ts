import { type DocumentNode, Kind } from 'graphql';
import { argument, textOf } from '../../../core/schemaLinks.ts';
import { isAllowed, type Ownership, ownerOfField, ownerOfType } from '../../ownership/ownership.ts';
import type { Problem } from '../problem.ts';
import type { ForeignAct } from './sayForeign.ts';
import { copyDifferences } from './copyDifferences.ts';
import {
  type Applied,
  type DeclaredMember,
  type DeclaredType,
  type DeclaredTypes,
  has,
  keysOf,
  readDeclaredTypes,
} from './declaredTypes.ts';
import { namedType, readsOf } from './readFields.ts';

export interface OwnedSource {
  name: string;
  file: string;
  document: DocumentNode;
}

/** What every subgraph has for the gateway alone. */
const machinery = ['_service', '_entities'];
export const rootTypes = ['Query', 'Mutation', 'Subscription'];

/** What a subgraph may say of another's type or field: how it refers to it. */
const referring = ['key', 'external', 'extends', 'shareable', 'requires', 'interfaceObject', 'override', 'provides'];

/**
 * What a subgraph does to types and fields that belong to another without the owner's permission in the ownership file: it may take over,
 * copy, extend, restrict, hide or read them. Where the file says nothing, a type or field belongs to the other subgraphs that declare it.
 */
export function foreignActs(source: OwnedSource, others: readonly OwnedSource[], ownership: Ownership): Problem[] {
  const declared = readDeclaredTypes(source.document);
  const judge = createJudge(source, declared, others, ownership);
  return [...declared.values()].flatMap((type) =>
    rootTypes.includes(type.name) ? judge.root(type) : judge.type(type),
  );
}

function createJudge(
  { name: self, file }: OwnedSource,
  declared: DeclaredTypes,
  others: readonly OwnedSource[],
  ownership: Ownership,
) {
  const views = new Map(others.map((other) => [other.name, readDeclaredTypes(other.document)] as const));
  const entry = ownership.get(self);
  const refuse = (line: number, act: ForeignAct, coordinate: string, owner: string, what = ''): Problem => ({
    kind: 'foreign',
    file,
    line,
    act,
    coordinate,
    owner,
    what,
  });
  const answering = (typeName: string, fieldName: string) =>
    [...views].flatMap(([name, types]) => {
      const type = types.get(typeName);
      const field = type?.members.get(fieldName);
      return type && field && !isReference(type, field) ? [name] : [];
    });
  const fieldOwner = (typeName: string, fieldName: string): string | undefined => {
    const named = ownerOfField(ownership, typeName, fieldName);
    if (named === self) return undefined;
    const answers = answering(typeName, fieldName);
    // The owner of a type does not own a field that it does not declare: the subgraph that declares it does.
    const isExplicit =
      named !== undefined &&
      (ownership.get(named)?.fields.includes(`${typeName}.${fieldName}`) === true || answers.includes(named));
    const owner = isExplicit ? named : answers[0];
    return owner === self ? undefined : owner;
  };
  const typeOwner = (name: string): string | undefined => {
    const named = ownerOfType(ownership, name);
    if (named !== undefined) return named === self ? undefined : named;
    return [...views].find(([, types]) => {
      const type = types.get(name);
      return type && (type.members.size === 0 || [...type.members.values()].some((field) => !isReference(type, field)));
    })?.[0];
  };
  const consent = (kind: 'extends' | 'shares' | 'yields', owner: string, subject: string) =>
    isAllowed(ownership.get(owner)?.[kind] ?? new Map(), subject, self);

  function readings(type: DeclaredType, field: DeclaredMember): Problem[] {
    return readsOf(type, field, declared).flatMap(({ by, typeName, fieldName, line }) => {
      const coordinate = `${typeName}.${fieldName}`;
      const owner =
        fieldOwner(typeName, fieldName) ??
        (isKeyField(declared.get(typeName), fieldName) ? undefined : typeOwner(typeName));
      const isOwn =
        owner === undefined || isKeyField(declared.get(typeName), fieldName) || !isElsewhere(typeName, fieldName);
      if (isOwn) return [];
      if (by === 'provides')
        return consent('yields', owner, coordinate)
          ? []
          : [refuse(line, 'provides', coordinate, owner, `${type.name}.${field.name}`)];
      return entry?.mayRead.includes(coordinate)
        ? []
        : [refuse(line, 'reads', coordinate, owner, `${type.name}.${field.name}`)];
    });
  }

  /** Composition says what is wrong with reading a field of one's own, or one that nobody has. */
  function isElsewhere(typeName: string, fieldName: string): boolean {
    return [...views.values()].some((types) => types.get(typeName)?.members.has(fieldName));
  }

  /** Where the file lists fields of a type, leave to add some is leave for these: its owner has seen them there. */
  function unlisted(type: DeclaredType, field: DeclaredMember, owner: string): Problem[] {
    const coordinate = `${type.name}.${field.name}`;
    const listed = entry?.fields.filter((name) => name.startsWith(`${type.name}.`)) ?? [];
    if (listed.length === 0 || listed.includes(coordinate) || machinery.includes(field.name)) return [];
    return [refuse(field.line, 'unlisted', coordinate, owner, self)];
  }

  /** `@override` of what nobody answers would take it from whoever comes to. */
  function idle(taken: readonly Applied[], coordinate: string): Problem[] {
    return taken.map(({ line, node }) =>
      refuse(line, 'overrideNothing', coordinate, '', textOf(argument(node, 'from')) ?? ''),
    );
  }

  /** Whoever finds the objects of a type by their ids, so that all clients ask there. */
  function finders({ name: typeName, members }: DeclaredType): Problem[] {
    return [...members.values()].flatMap((field) =>
      field.directives
        .filter(({ name }) => name === 'node')
        .flatMap(({ line }) => {
          const found = field.node?.kind === Kind.FIELD_DEFINITION ? namedType(field.node.type) : '';
          const owner = typeOwner(found);
          return owner === undefined ? [] : [refuse(line, 'node', found, owner, `${typeName}.${field.name}`)];
        }),
    );
  }

  /** Directives that are not the owner's own words. */
  function words(
    list: readonly Applied[],
    of: readonly Applied[] | undefined,
    coordinate: string,
    owner: string,
  ): Problem[] {
    const said = new Set((of ?? []).map(({ text }) => text));
    return list
      .filter(({ name, text }) => !referring.includes(name) && !said.has(text))
      .map(({ name, line }) => refuse(line, 'directive', coordinate, owner, `@${name}`));
  }

  function fieldOf(type: DeclaredType, field: DeclaredMember, owner: string | undefined): Problem[] {
    const coordinate = `${type.name}.${field.name}`;
    const holder = fieldOwner(type.name, field.name);
    const taken = field.directives.filter(({ name }) => name === 'override');
    const found = readings(type, field);
    if (holder === undefined) {
      if (owner === undefined)
        return [
          ...found,
          ...idle(taken, coordinate),
          ...(rootTypes.includes(type.name) ? unlisted(type, field, '') : []),
        ];
      const named = views.get(owner)?.get(type.name)?.members.get(field.name);
      if (isKeyField(type, field.name) || has(field, 'external'))
        return [
          ...found,
          ...taken.map(({ line }) => refuse(line, 'override', coordinate, owner)),
          ...words(field.directives, named?.directives, coordinate, owner),
        ];
      if (consent('extends', owner, type.name))
        return [...found, ...idle(taken, coordinate), ...unlisted(type, field, owner)];
      return [...found, refuse(field.line, 'added', coordinate, owner)];
    }
    const theirs = views.get(holder)?.get(type.name)?.members.get(field.name);
    found.push(...words(field.directives, theirs?.directives, coordinate, holder));
    if (consent('yields', holder, coordinate)) return found;
    const [override] = taken;
    if (override) return [...found, refuse(override.line, 'override', coordinate, holder)];
    const isReferred = isReference(type, field) || (owner !== undefined && consent('shares', owner, type.name));
    return isReferred ? found : [...found, refuse(field.line, 'taken', coordinate, holder)];
  }

  function entityOf(type: DeclaredType, owner: string): Problem[] {
    const theirs = views.get(owner)?.get(type.name);
    const keys = theirs && keysOf(theirs).map(({ text }) => text);
    const mayExtend = consent('extends', owner, type.name);
    const fresh = keysOf(type).filter(({ text }) => keys && !keys.includes(text));
    const joined = [...type.related].filter(([name]) => theirs?.related.has(name) !== true);
    return [
      ...fresh.map(({ line, text }) => refuse(line, 'key', type.name, owner, text)),
      ...joined.map(([name, line]) => refuse(line, 'joined', type.name, owner, name)),
      ...(has(type, 'interfaceObject') && theirs?.kind === 'Object'
        ? [refuse(type.line, 'noInterface', type.name, owner)]
        : []),
      ...(has(type, 'interfaceObject') && theirs?.kind !== 'Object' && !mayExtend
        ? [refuse(type.line, 'interfaceObject', type.name, owner)]
        : []),
      ...(has(type, 'shareable') && theirs && !has(theirs, 'shareable')
        ? [refuse(type.line, 'directive', type.name, owner, '@shareable')]
        : []),
      ...words(type.directives, theirs?.directives, type.name, owner),
      ...[...type.members.values()].flatMap((field) => fieldOf(type, field, owner)),
    ];
  }

  return {
    root: (type: DeclaredType): Problem[] => [
      ...type.directives.map(({ line, name }) => refuse(line, 'root', type.name, '', `@${name}`)),
      ...[...type.related].map(([name, line]) => refuse(line, 'joined', type.name, '', name)),
      ...finders(type),
      ...[...type.members.values()].flatMap((field) => fieldOf(type, field, undefined)),
    ],
    type(type: DeclaredType): Problem[] {
      const owner = typeOwner(type.name);
      if (owner === undefined)
        return [
          ...[...type.members.values()].flatMap((field) => fieldOf(type, field, undefined)),
          ...[...type.related].flatMap(([name, line]) => {
            const holder = type.kind === 'Union' ? undefined : typeOwner(name);
            if (holder === undefined || consent('extends', holder, name)) return [];
            return [refuse(line, 'implements', name, holder, type.name)];
          }),
        ];
      const theirs = views.get(owner)?.get(type.name);
      const isEntity = ['Object', 'Interface'].includes(type.kind) && (keysOf(type).length > 0 || isAllExternal(type));
      const isExtended = consent('extends', owner, type.name);
      if (isEntity || (isExtended && type.kind === 'Object')) return entityOf(type, owner);
      if (!consent('shares', owner, type.name) && !(isExtended && type.kind === 'Union'))
        return [refuse(type.line, 'copied', type.name, owner)];
      if (!theirs || isExtended) return words(type.directives, theirs?.directives, type.name, owner);
      return copyDifferences(type, theirs).map(({ line, what }) => refuse(line, 'differs', type.name, owner, what));
    },
  };
}

/** Whether a subgraph only refers to a field: by a key, or as external. */
function isReference(type: DeclaredType, field: DeclaredMember): boolean {
  return has(field, 'external') || has(type, 'external') || isKeyField(type, field.name);
}

function isAllExternal(type: DeclaredType): boolean {
  return type.members.size > 0 && [...type.members.values()].every((field) => has(field, 'external'));
}

function isKeyField(type: DeclaredType | undefined, fieldName: string): boolean {
  return type !== undefined && keysOf(type).some(({ fields }) => fields.includes(fieldName));
}
