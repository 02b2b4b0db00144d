import { buildASTSchema, type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { readRequirements, type Requirements } from '@wasl/gateway/authorization/readRequirements';
import { noRequirement, type Requirement } from '@wasl/gateway/authorization/requirement';
import { readSecurityDirectives } from '@wasl/gateway/authorization/securityDirectives';
import type { Caller } from '@wasl/gateway/core/caller';
import type { PreparedOperation } from '@wasl/gateway/core/preparedOperation';

const heading = `schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY) @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY) { query: Query mutation: Mutation }`;

/** The requirements of a supergraph that is written by hand; rules are `@needs(...)` for scopes. */
export function requirementsOf(types: string): Requirements {
  const text = types.replaceAll(/@needs\("(\w+)"\)/g, '@requiresScopes(scopes: [["$1"]])');
  const document = parse(`${heading} ${text} type Mutation { act: Int }`);
  return readRequirements(document, readSecurityDirectives(document));
}

/** The scopes that types and fields (`Type.field`) of a supergraph demand, each in one order. */
export function demanded(types: string, ...coordinates: string[]) {
  const requirements = requirementsOf(types);
  return coordinates.map((coordinate) => {
    const [typeName = '', fieldName] = coordinate.split('.');
    const requirement = fieldName ? requirements.of(typeName, fieldName) : requirements.ofType(typeName);
    return requirement?.scopes.map(([first]) => first?.[0]).sort();
  });
}

export const needs = (...names: string[]): Requirement => ({ ...noRequirement, scopes: names.map((name) => [[name]]) });

export function callerWith(scopes: readonly string[] = [], more: Partial<Caller> = {}): Caller {
  const policies = new Set<string>();
  return { authenticated: true, subject: 's', scopes: new Set(scopes), policies, claims: {}, ...more };
}

export function prepare(query: string): PreparedOperation {
  const document = parse(query);
  const operation = operationOf(document);
  const cost = { estimate: () => 0, costliestPath: () => '', isAnnotated: false, parts: 0 };
  return { document, operation, operationName: undefined, hash: 'hash', defers: false, cost };
}

export function operationOf(document: DocumentNode): OperationDefinitionNode {
  return document.definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
}

export const schema = buildASTSchema(
  parse(`type Query { user: User users: [User!]! node: Node nodes: [Node] any: Any sealed: Sealed! size(of: Int): Int matrix: [[User!]] }
    type Mutation { act: User }
    interface Node { id: ID! label: String }
    union Any = User | Robot
    type User implements Node { id: ID! label: String name: String email: String! friend: User friends: [User!] rank: Rank }
    type Robot implements Node { id: ID! label: String code: String! }
    type Sealed { code: String! }
    interface Lonely { code: String! } type Alone implements Lonely { code: String! }
    enum Rank { LOW HIGH }`),
);
