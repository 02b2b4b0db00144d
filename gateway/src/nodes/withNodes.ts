import { extendSchema, type GraphQLSchema, parse } from 'graphql';
import type { Nodes } from './readNodes.ts';

/** Most ids of one `nodes`. */
export const mostNodes = 100;

/**
 * The clients' schema with `Node`, which is the gateway's own: no subgraph has it. Composition would join the rules of all types on the
 * interface, so that nobody could ask for it who may not read every one of them.
 */
export function withNodes(schema: GraphQLSchema, nodes: Nodes | undefined): GraphQLSchema {
  const query = schema.getQueryType();
  if (!nodes || !query) return schema;
  const types = [...nodes.byType.values()].filter(({ typeName }) => schema.getType(typeName));
  const implementing = types.map(({ typeName, key }) =>
    key === 'id'
      ? `extend type ${typeName} implements Node`
      : `extend type ${typeName} implements Node {
          "Its ${key}, by which clients keep it. — ${key} نفسه، وبه يحفظه التطبيق."
          id: ID!
        }`,
  );
  const own = `
    "What clients keep by its id, and ask for again by \`node\`. — ما تحفظه التطبيقات بمعرّفه وتعيد طلبه بـ \`node\`."
    interface Node {
      "It tells the type, and no other object has it. — يدل على نوعه، ولا يحمله كائن آخر."
      id: ID!
    }
    extend type ${query.name} {
      "The object with this id, found as by its type's own field and under the same rules; none for an id that leads nowhere. — الكائن صاحب هذا المعرّف، كما يجده حقل نوعه وبالقواعد نفسها؛ ولا شيء لمعرّف لا يقود إلى شيء."
      node("Its id. — معرّفه." id: ID!): Node
      "The objects with these ids, in their order, null for one that leads nowhere. — الكائنات أصحاب هذه المعرّفات بترتيبها، وnull لما لا يقود إلى شيء."
      nodes("Their ids, ${mostNodes} at most. — معرّفاتها، ${mostNodes} على الأكثر." ids: [ID!]!): [Node]!
    }
    ${implementing.join('\n')}`;
  return extendSchema(schema, parse(own, { noLocation: true }), { assumeValid: true });
}
