import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildASTSchema, type DocumentNode, type GraphQLSchema, Kind, validate, visit } from 'graphql';
import { readNodes } from '../../nodes/readNodes.ts';
import { withNodes } from '../../nodes/withNodes.ts';
import { isAccessible } from '../matrix/ownedTypes.ts';

/** An operation that portals have registered, as its file says it. */
export interface RegisteredOperation {
  name: string;
  document: DocumentNode;
}

/** A change for which clients fail, and the registered operations that do. */
export interface Breaking {
  coordinate: string;
  /** In the words of GraphQL Inspector. */
  change: string;
  operations: readonly string[];
}

/** What `findLosses` says of fields is not said twice. */
const saidElsewhere = ['FIELD_REMOVED', 'TYPE_REMOVED'];

/** Everything of today's schema, as clients see it, that breaks clients: nullability, arguments, types, enums, inputs. */
export async function schemaChanges(
  today: DocumentNode,
  next: DocumentNode,
  operations: readonly RegisteredOperation[],
): Promise<Breaking[]> {
  const [before, after] = [clientSchema(today), clientSchema(next)];
  const changes = await diff(before, after);
  const failing = operations.filter(
    ({ document }) => validate(before, document).length === 0 && validate(after, document).length > 0,
  );
  return changes
    .filter(({ criticality, type }) => criticality.level === CriticalityLevel.Breaking && !saidElsewhere.includes(type))
    .map(({ path, message }) => {
      const coordinate = path ?? '';
      const [, last = coordinate] = coordinate.split('.');
      const concerned = failing.filter(({ document }) => names(document).has(last));
      return { coordinate, change: message, operations: concerned.map(({ name }) => name) };
    });
}

/** The names of all fields, arguments and types in an operation. */
function names(document: DocumentNode): Set<string> {
  const found = new Set<string>();
  visit(document, { Name: ({ value }) => void found.add(value) });
  return found;
}

/** A supergraph without what is there for gateways. */
function clientSchema(supergraph: DocumentNode): GraphQLSchema {
  const definitions = supergraph.definitions.filter((item) => {
    if (item.kind === Kind.DIRECTIVE_DEFINITION) return false;
    return !('name' in item && /^(join|link|core|context)__/.test(item.name?.value ?? ''));
  });
  const bare = visit(
    { ...supergraph, definitions },
    {
      enter(node) {
        if (node.kind === Kind.DIRECTIVE)
          return ['deprecated', 'specifiedBy', 'oneOf'].includes(node.name.value) ? undefined : null;
        return 'directives' in node && !isAccessible(node as Parameters<typeof isAccessible>[0]) ? null : undefined;
      },
    },
  );
  return withNodes(buildASTSchema(bare, { assumeValidSDL: true }), readNodes(supergraph));
}
