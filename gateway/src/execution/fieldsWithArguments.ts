import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';

/**
 * `Type.field` of every field that takes arguments or may take them: an implementation may add arguments to an interface's field, and a
 * selection of the interface's field also selects the implementation's.
 */
export function fieldsWithArguments(schema: GraphQLSchema): ReadonlySet<string> {
  const found = new Set<string>();
  const inherited: [own: string, above: string][] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, args } of Object.values(type.getFields())) {
      const own = `${type.name}.${name}`;
      if (args.length > 0) found.add(own);
      for (const above of type.getInterfaces())
        if (above.getFields()[name]) inherited.push([own, `${above.name}.${name}`]);
    }
  }
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const pair of inherited) if (pair.some((one) => found.has(one))) for (const one of pair) found.add(one);
  }
  return found;
}
