import type { CompiledPart } from '../compile/compiledPlan.ts';
import { keyedFieldsAt, type InternalKeys } from '../exclusive/internalKeys.ts';
import { createShapeCompiler, type ShapeOptions } from '../shape/compileShape.ts';
import type { Complete } from '../shape/shaping.ts';
import type { DeferredSelection } from './labelParts.ts';

/** The shape of a part's objects, and the client's label of the part. */
export interface PartForm {
  label: string | undefined;
  shape: Complete;
}

/** Returns the form of a part. */
export type PartShapes = (part: CompiledPart) => PartForm | undefined;

/** Compiles the form of each part at its first use. */
export function createPartShapes(
  options: ShapeOptions,
  keys: InternalKeys | undefined,
  deferred: ReadonlyMap<string, DeferredSelection> | undefined,
): PartShapes {
  const compiler = createShapeCompiler(options);
  const forms = new Map<string, PartForm | undefined>();
  return ({ label: id = '', path }) => {
    if (!forms.has(id)) {
      const part = deferred?.get(id);
      const shape = part && compiler.object(part.type, part.selectionSet, keysBelow(keys, path));
      forms.set(id, shape && { label: part.label, shape });
    }
    return forms.get(id);
  };
}

/** Internal keys of the fields below a part's path. */
function keysBelow(keys: InternalKeys | undefined, path: CompiledPart['path']): InternalKeys | undefined {
  return path.reduce((above, step) => (step.kind === 'key' ? keyedFieldsAt(above, step.key)?.below : above), keys);
}
