import { randomUUID } from 'node:crypto';
import { subgraph } from '@wasl/clinical-records/main';
import type { Caller } from '@wasl/subgraph-sdk';
import { testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';
import { type DatabaseKind, startTestSubgraphOn } from '../../support/testPostgres.ts';

export const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
export const colleague = testCaller(['emergency'], { practitionerId: 'P-000002', facilityId: 'F-DI-001' });

// What comes back is GraphQL's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** What to record of each kind, unless a test says otherwise. */
export const examples = {
  Encounter: { code: 'AMB', displayAr: 'صداع', displayEn: 'Headache' },
  Condition: { code: 'I10', displayAr: 'ارتفاع ضغط الدم', displayEn: 'Essential hypertension' },
  Observation: { code: '718-7', displayAr: 'الخضاب', displayEn: 'Haemoglobin', value: 12.5, unit: 'g/dL' },
  AllergyIntolerance: {
    code: 'J01CA04',
    displayAr: 'أموكسيسيلين',
    displayEn: 'Amoxicillin',
    substanceAtcCode: 'J01CA04',
    reaction: 'rash',
  },
  Immunization: { code: 'J07BD52', displayAr: 'الحصبة', displayEn: 'Measles, mumps, rubella', dose: 2 },
  Procedure: { code: '0DTJ', displayAr: 'استئصال الزائدة', displayEn: 'Appendectomy' },
  DiagnosticReport: { code: '58410-2', displayAr: 'تعداد الدم', displayEn: 'Complete blood count', conclusion: 'سليم' },
  DocumentReference: { code: '18842-5', text: 'دخلت بألم صدري، وخرجت بحال جيدة.\nDischarged in good health.' },
};
export type RecordType = keyof typeof examples;
export const recordTypes = Object.keys(examples) as RecordType[];

/** An answer, shortened to the first error and the record. */
export interface Outcome {
  code: string | undefined;
  details: Record<string, unknown> | undefined;
  record: Json;
}

export interface TestClinic {
  subgraph: TestSubgraph;
  /** Runs `record…`, `amend…`, `enter…InError` or `lower…Labels` with a fresh idempotency key unless the input brings one. */
  write(mutation: string, input: Record<string, unknown>, caller?: Caller, fields?: string): Promise<Outcome>;
  record(type: RecordType, healthId: string, change?: Record<string, unknown>, caller?: Caller): Promise<Outcome>;
  /** Fields of patients, as the gateway asks for them; each is one ID, or several that were merged. */
  patients(people: string[][], fields: string, caller?: Caller): Promise<{ code: string | undefined; found: Json[] }>;
  stop(): Promise<void>;
}

/** What the input of a mutation is called, without `Input`: two are the same for all kinds. */
function inputOf(mutation: string): string {
  if (mutation.endsWith('InError')) return 'EnterInError';
  if (mutation.startsWith('lower')) return 'LowerLabels';
  return mutation.charAt(0).toUpperCase() + mutation.slice(1);
}

/** The clinical records with so many demo people, on either kind of database. */
export async function startTestClinic(kind: DatabaseKind = 'PGlite', demoPatients = 0): Promise<TestClinic> {
  const running = await startTestSubgraphOn(kind, subgraph, { demoPatients });

  async function write(
    mutation: string,
    input: Record<string, unknown>,
    caller = physician,
    fields = 'id version status',
  ) {
    const name = inputOf(mutation);
    const text = `mutation ($input: ${name}Input!) { ${mutation}(input: $input) { record { ${fields} } } }`;
    const { data, errors } = await running.ask(text, { input: { idempotencyKey: randomUUID(), ...input } }, caller);
    const { code, ...details } = errors?.[0]?.extensions ?? {};
    return { code: code as string | undefined, details, record: (data as Json)?.[mutation]?.record };
  }
  return {
    subgraph: running,
    write,
    record: (type, healthId, change = {}, caller = physician) =>
      write(`record${type}`, { healthId, effectiveAt: '2026-03-01T08:00:00Z', ...examples[type], ...change }, caller),
    async patients(people, fields, caller = physician) {
      const text = `query ($people: [_Any!]!) { _entities(representations: $people) { ... on Patient { ${fields} } } }`;
      const representations = people.map((ids) => ({ __typename: 'Patient', healthId: ids[0], healthIds: ids }));
      const { data, errors } = await running.ask(text, { people: representations }, caller);
      return { code: errors?.[0]?.extensions?.['code'] as string | undefined, found: (data as Json)?._entities };
    },
    stop: running.stop,
  };
}
