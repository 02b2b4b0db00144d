import { WaslError } from '@wasl/schema/errors.ts';
import { type DocumentNode, Kind } from 'graphql';

/**
 * Refuses a supergraph with features `for: SECURITY` that this gateway does not enforce: serving it would expose what
 * they protect. @throws WaslError SUPERGRAPH_REFUSED naming the feature.
 */
export function refuseSecurityFeatures(document: DocumentNode): void {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const directive of definition.directives ?? []) {
      const value = (name: string) => directive.arguments?.find((argument) => argument.name.value === name)?.value;
      const purpose = value('for');
      if (purpose?.kind !== Kind.ENUM || purpose.value !== 'SECURITY') continue;
      const url = value('url');
      const feature = url?.kind === Kind.STRING ? url.value : directive.name.value;
      throw new WaslError('SUPERGRAPH_REFUSED', { reason: `it needs ${feature}, which this gateway does not enforce` });
    }
  }
}
