import type { GraphQLSchema } from 'graphql';
import type { CompiledPart } from '../compile/compiledPlan.ts';
import type { InternalKey } from '../internalOperation.ts';
import type { Selecting } from '../shape/collectFields.ts';
import { createShapeCompiler } from '../shape/compileShape.ts';
import type { Complete } from '../shape/shaping.ts';
import type { DeferredSelection } from './labelParts.ts';

/** How a part's objects are shaped, and what the client calls the part. */
export interface PartForm {
  label: string | undefined;
  shape: Complete;
}

/** The form of a part. */
export type PartShapes = (part: CompiledPart) => PartForm | undefined;

/** Makes the forms of parts, each at its first use. */
export function createPartShapes(
  selecting: Selecting,
  schema: GraphQLSchema,
  internalKey: InternalKey,
  deferred: ReadonlyMap<string, DeferredSelection> | undefined,
): PartShapes {
  const compiler = createShapeCompiler({ ...selecting, schema, internalKey });
  const forms = new Map<string, PartForm | undefined>();
  return ({ label: id = '' }) => {
    if (!forms.has(id)) {
      const part = deferred?.get(id);
      forms.set(id, part && { label: part.label, shape: compiler.object(part.type, part.selectionSet) });
    }
    return forms.get(id);
  };
}
