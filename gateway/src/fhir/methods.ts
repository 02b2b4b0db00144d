/** The methods that an address below `/fhir` takes, beside OPTIONS. */
export function methodsAt(path: string): readonly string[] {
  const [, second, third] = path.slice(1).split('/');
  if (second === '_search' || second === '$match') return ['POST'];
  // Operations that change nothing may be asked for either way.
  return third?.startsWith('$') ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD'];
}
