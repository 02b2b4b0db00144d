import type { Caller } from '../../core/caller.ts';

/** Whose budget holds: staff have `user/` scopes, citizens `patient/` ones, services `system/` ones. */
export const callerClasses = ['anonymous', 'citizen', 'staff', 'service'] as const;
export type CallerClass = (typeof callerClasses)[number];

/** What one operation may cost, by who asks. */
export type CostBudgets = Readonly<Record<CallerClass, number>>;

/** Budgets for a schema that says what its fields cost. */
export const annotatedBudgets: CostBudgets = { anonymous: 2_000, citizen: 5_000, staff: 10_000, service: 20_000 };

/** The budget of everybody where the schema says nothing: wide, for then sizes of lists are guessed. */
export const unannotatedBudget = 1_000_000;

/** The budgets that hold, for schemas that say what their fields cost and for others. */
export function createBudgets(given: Partial<CostBudgets> = {}): (caller: Caller, isAnnotated: boolean) => number {
  return (caller, isAnnotated) => {
    const callerClass = classOf(caller);
    return given[callerClass] ?? (isAnnotated ? annotatedBudgets[callerClass] : unannotatedBudget);
  };
}

/** Who has scopes of several kinds is counted to the kind with the widest access; who is known and has none, to citizens. */
export function classOf({ authenticated, scopes }: Caller): CallerClass {
  if (!authenticated) return 'anonymous';
  let found: CallerClass = 'citizen';
  for (const scope of scopes) {
    if (scope.startsWith('user/')) return 'staff';
    if (scope.startsWith('system/')) found = 'service';
  }
  return found;
}
