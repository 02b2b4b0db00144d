import type { Caller } from '../../core/caller.ts';

/** Classes of callers, each with its budget: staff have `user/` scopes, citizens `patient/`, services `system/`. */
export const callerClasses = ['anonymous', 'citizen', 'staff', 'service'] as const;
export type CallerClass = (typeof callerClasses)[number];

/** The most that one operation may cost, by class of caller. */
export type CostBudgets = Readonly<Record<CallerClass, number>>;

/** Default budgets for a schema with cost annotations. */
export const annotatedBudgets: CostBudgets = { anonymous: 2_000, citizen: 5_000, staff: 10_000, service: 20_000 };

/** Default budget of every caller for a schema without cost annotations: wide, since sizes of lists are guessed. */
export const unannotatedBudget = 1_000_000;

/** Makes the function that returns a caller's budget, for schemas with cost annotations and without. */
export function createBudgets(given: Partial<CostBudgets> = {}): (caller: Caller, isAnnotated: boolean) => number {
  return (caller, isAnnotated) => {
    const callerClass = classOf(caller);
    return given[callerClass] ?? (isAnnotated ? annotatedBudgets[callerClass] : unannotatedBudget);
  };
}

/**
 * The class of a caller. With scopes of several kinds, the kind with the widest access counts; an authenticated caller without scopes is a
 * citizen.
 */
export function classOf({ authenticated, scopes }: Caller): CallerClass {
  if (!authenticated) return 'anonymous';
  let found: CallerClass = 'citizen';
  for (const scope of scopes) {
    if (scope.startsWith('user/')) return 'staff';
    if (scope.startsWith('system/')) found = 'service';
  }
  return found;
}
