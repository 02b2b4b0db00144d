import { WaslError } from '@wasl/schema/errors.ts';
import { GraphQLError } from 'graphql';
import type { CompiledPart } from '../compile/compiledPlan.ts';
import type { JsonObject } from '../../core/jsonObject.ts';
import { locateTargets, type ResponsePath } from '../run/collectTargets.ts';
import type { Run } from '../run/run.ts';
import { guardRelease } from '../guard/guardFetch.ts';
import { runPlan } from '../run/runPlan.ts';
import { explained, writeData } from '../shape/shapeResult.ts';
import type { PartShapes } from './partShapes.ts';
import type { AnswerPart } from '../../core/executedResult.ts';

/** Runs the deferred parts of an answer. */
export interface PartRuns {
  /** Begins a part once the fetches that it depends on are done, or at the latest once `ownerRun` is. */
  begin(part: CompiledPart, owner: Run, ownerRun: Promise<unknown>): void;
  /** Reports that a fetch is done; parts may wait for it. */
  fetched(deferId: string | undefined): void;
  /** Whether any part is running or ready. */
  isUnderWay(): boolean;
  /** The parts as they become ready; ends when none is running. Read once, after the first result was made. */
  read(first: JsonObject | null): AsyncGenerator<AnswerPart[]>;
}

/** Makes the parts of one answer. */
export function createPartRuns(shapes: PartShapes): PartRuns {
  const waiting = new Map<string, (() => void)[]>();
  const done = new Set<string>();
  const ready: AnswerPart[][] = [];
  /** For each run of a part, when the part was delivered; parts nested in it come after it. */
  const handedOver = new WeakMap<Run, Promise<void>>();
  /** For each run of a part, what it had to wait for. */
  const behind = new WeakMap<Run, Promise<unknown>>();
  let underWay = 0;
  let wake = (): void => undefined;

  function fetchDone(id: string): Promise<void> {
    if (done.has(id)) return Promise.resolve();
    return new Promise((resolve) => {
      waiting.set(id, [...(waiting.get(id) ?? []), resolve]);
    });
  }

  async function runPart(part: CompiledPart, run: Run, owner: Run, ownerRun: Promise<unknown>): Promise<void> {
    await Promise.race([Promise.all(part.depends.map(fetchDone)), ownerRun]);
    if (part.node) await runPlan(part.node, run);
    await ownerRun;
    await handedOver.get(owner);
    if (run.guard) await guardRelease(run, run.guard);
    const parts = shapePart(part, run, shapes);
    if (parts.length > 0) ready.push(parts);
  }

  return {
    begin(part, owner, ownerRun) {
      underWay += 1;
      const run: Run = { ...owner, merged: [], errors: [], errorKeys: new Set(), lost: [...owner.lost] };
      // An enclosing part without fetches waits for nothing itself: this part also waits for what that one was deferred behind.
      const before = Promise.all([ownerRun, behind.get(owner)]);
      behind.set(run, before);
      const whole = runPart(part, run, owner, before).finally(() => {
        underWay -= 1;
        wake();
      });
      handedOver.set(run, whole);
      // Failures in a part are among its errors; an internal fault ends the part without an answer.
      whole.catch(() => undefined);
    },
    fetched(deferId) {
      if (deferId === undefined) return;
      done.add(deferId);
      for (const go of waiting.get(deferId) ?? []) go();
      waiting.delete(deferId);
    },
    isUnderWay: () => underWay > 0 || ready.length > 0,
    async *read(first) {
      for (;;) {
        const parts = ready
          .splice(0)
          .flat()
          .filter(({ path }) => stands(first, path));
        if (parts.length > 0) yield parts;
        if (ready.length > 0) continue;
        if (underWay === 0) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** The objects that a part completes, each with the errors at or below it; errors without a place go with the first object. */
function shapePart(part: CompiledPart, run: Run, shapes: PartShapes): AnswerPart[] {
  const form = shapes(part);
  if (!form) return [];
  const parts = locateTargets(run.data, part.path, run.types).map(({ path, ancestry }): AnswerPart => {
    const clientPath = run.paths.clientPath(path) ?? [];
    const last = clientPath.at(-1) ?? '';
    const label = form.label !== undefined && { label: form.label };
    const shaped = writePart((started) => form.shape(ancestry[0], started, last), clientPath, run);
    if (shaped instanceof GraphQLError) return { data: null, path: clientPath, ...label, errors: [shaped] };
    const { written, shaping } = shaped;
    const data = written?.toJSON() ?? null;
    const reported = run.errors.filter((error) => isBelow(error.path, clientPath));
    const errors = explained(reported, shaping, false, () => placed(data, clientPath));
    return {
      data,
      path: clientPath,
      ...label,
      ...(errors && { errors }),
    };
  });
  const known = new Set(parts.flatMap(({ errors = [] }) => errors));
  const unplaced = run.errors.filter((error) => !known.has(error));
  const [first, ...others] = parts.filter(({ data, errors }) => errors || !isEmpty(data));
  if (!first) return [];
  if (unplaced.length === 0) return [first, ...others];
  return [{ ...first, errors: [...(first.errors ?? []), ...unplaced] }, ...others];
}

/** Writes one object of a part. Returns the error where the request is over one of its limits. */
function writePart(
  shape: Parameters<typeof writeData>[0],
  clientPath: ResponsePath,
  { spending, introspect }: Run,
): ReturnType<typeof writeData> | GraphQLError {
  try {
    spending.check();
    return writeData(shape, clientPath.slice(0, -1), introspect, spending);
  } catch (error) {
    if (!(error instanceof WaslError)) throw error;
    return new GraphQLError(error.message, { originalError: error, path: clientPath });
  }
}

/** Whether a part's object has no fields: its fragment does not apply, or holds only nested parts. */
function isEmpty(data: JsonObject | null): boolean {
  return data !== null && Object.keys(data).length === 0;
}

/** The data at its place in the whole answer. */
function placed(data: unknown, path: ResponsePath): unknown {
  return path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), data);
}

function isBelow(path: ResponsePath | undefined, top: ResponsePath): boolean {
  return path !== undefined && top.every((step, index) => path[index] === step);
}

/** Whether the object that a part completes is in the answer: below a null there is nothing to complete. */
function stands(first: unknown, path: ResponsePath): boolean {
  let value = first;
  for (const step of path) {
    if (value === null) return false;
    if (typeof value !== 'object') return true;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value !== null;
}
