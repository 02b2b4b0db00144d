import { bytesPerToken } from '../core/preparedOperation.ts';
import { createFigures, type Figures, type PlanningOutcome } from '../telemetry/figures.ts';
import type { CompiledOperation } from './compileOperation.ts';
import type { Observer } from '../core/observer.ts';
import type { Conditions } from './conditions.ts';
import type { PlannableOperation } from './executor.ts';
import { createOperationCache, isLate } from './operationCache.ts';
import type { OperationCompiler } from './operationCompiler.ts';

export interface CompiledOperationsOptions {
  /** Most bytes of compiled operations that are cached. Default 128 MiB. */
  maxCachedBytes?: number | undefined;
  /** Milliseconds for which an operation that cannot be planned is refused without another attempt; less where it was only late. Default 60 000. */
  refusalTtlMs?: number | undefined;
  figures?: Pick<Figures, 'planning' | 'planCache'>;
}

/**
 * Bytes of memory that a compiled operation takes for each character of its plan, without its document. Measured over the national
 * operations.
 */
const bytesPerCharacter = 6;

/**
 * Caches compiled operations. The cache key holds the operation's text, what the field rules left of it, and whatever else its plan depends
 * on.
 */
export function createCompiledOperations(compiler: OperationCompiler, options: CompiledOperationsOptions) {
  const { figures = createFigures() } = options;
  const operations = createOperationCache<CompiledOperation>({
    maxBytes: options.maxCachedBytes ?? 128 * 1024 * 1024,
    sizeOf: ({ size, document }) => size * bytesPerCharacter + (document.tokenCount ?? 0) * bytesPerToken,
    failureTtlMs: options.refusalTtlMs ?? 60_000,
    figures: figures.planCache,
  });

  /** Returns the operation synchronously when it is cached. */
  function get(
    sent: PlannableOperation,
    conditions: Conditions,
    isDeferring = false,
  ): CompiledOperation | Promise<CompiledOperation> {
    const overrides = compiler.drawOverrides(sent.document);
    const isPlain = overrides.length === 0 && conditions.size === 0 && !isDeferring;
    const key = isPlain
      ? sent.cacheKey
      : [sent.cacheKey, ...overrides, ...[...conditions].map(String), isDeferring ? '@defer' : ''].join(' ');
    const found = operations.get(key, () =>
      timePlanning(compiler.compile(sent, { overrides, conditions, isDeferring }), figures.planning),
    );
    return sent.observer && found instanceof Promise ? observePlanning(found, sent.observer) : found;
  }

  return {
    get,
    mostUsed: (count: number) => operations.mostUsed(count),
    close: () => operations.close(),
  };
}

/** Also of who waits for another's planning. */
async function observePlanning<T>(planning: Promise<T>, observer: Observer): Promise<T> {
  const work = observer.begin('plan');
  let outcome = 'failed';
  try {
    const planned = await planning;
    outcome = 'planned';
    return planned;
  } finally {
    work.end(outcome);
  }
}

async function timePlanning<T>(planning: Promise<T>, durations: Figures['planning']): Promise<T> {
  const startedAt = performance.now();
  let outcome: PlanningOutcome = 'planned';
  try {
    return await planning;
  } catch (error) {
    outcome = isLate(error) ? 'late' : 'failed';
    throw error;
  } finally {
    durations.of(outcome).observe((performance.now() - startedAt) / 1_000);
  }
}
