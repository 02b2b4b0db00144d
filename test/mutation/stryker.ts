/** How often each mutant was reached: outside any test, and by test. */
export interface Coverage {
  static: Record<string, number>;
  perTest: Record<string, Record<string, number>>;
}

/** What Stryker's instrumented code and its vitest runner keep in a global. */
export interface Stryker {
  currentTestId?: string;
  activeMutant?: string;
  mutantCoverage?: Coverage;
}

/** This worker's state of Stryker. It has no coverage until the first mutant is reached. */
export const stryker = (): Stryker => (globalThis as { __stryker__?: Stryker }).__stryker__ ?? {};
