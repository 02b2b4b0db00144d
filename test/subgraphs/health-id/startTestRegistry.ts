import { randomUUID } from 'node:crypto';
import { subgraph } from '@wasl/health-id/main';
import type { Caller } from '@wasl/subgraph-sdk';
import { testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';
import { type DatabaseKind, startTestSubgraphOn } from '../../support/testPostgres.ts';

export const registrar = testCaller(['registrar'], { facilityId: 'F-DI-001' });

// What comes back is GraphQL's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** An answer, shortened to the first error's code and the data. */
export interface Outcome {
  code: string | undefined;
  data: Json;
}

export interface TestRegistry {
  subgraph: TestSubgraph;
  query(text: string, variables?: Record<string, unknown>, caller?: Caller): Promise<Outcome>;
  /** Runs a mutation of this name with a fresh idempotency key unless the input brings one. */
  write(name: string, input: Record<string, unknown>, fields: string, caller?: Caller): Promise<Outcome>;
  /** Fields of one patient, or null. */
  read(healthId: string, fields: string, caller?: Caller): Promise<Json>;
  /** Issues a health ID to somebody new. */
  issue(change?: Record<string, unknown>): Promise<string>;
  merge(from: string, into: string): Promise<Outcome>;
  stop(): Promise<void>;
}

const inputTypes: Record<string, string> = { addGuardian: 'GuardianInput', endGuardian: 'GuardianInput' };

/** The registry with so many demo people, on either kind of database. */
export async function startTestRegistry(kind: DatabaseKind, demoPatients = 60): Promise<TestRegistry> {
  const running = await startTestSubgraphOn(kind, subgraph, { demoPatients });

  async function query(text: string, variables = {}, caller = registrar): Promise<Outcome> {
    const { data, errors } = await running.ask(text, variables, caller);
    return { code: errors?.[0]?.extensions?.['code'] as string | undefined, data };
  }
  async function write(name: string, input: Record<string, unknown>, fields: string, caller = registrar) {
    const type = inputTypes[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
    return query(text, { input: { idempotencyKey: randomUUID(), ...input } }, caller);
  }
  return {
    subgraph: running,
    query,
    write,
    async read(healthId, fields, caller = registrar) {
      const text = `query ($healthId: ID!) { patient(healthId: $healthId) { ${fields} } }`;
      return (await query(text, { healthId }, caller)).data.patient;
    },
    async issue(change = {}) {
      const { code, data } = await write('issueHealthId', { ...someone(), ...change }, 'patient { healthId }');
      if (code !== undefined) throw new Error(code);
      return data.issueHealthId.patient.healthId as string;
    },
    merge: (from, into) => write('mergePatients', { from, into }, 'patient { healthId }'),
    stop: running.stop,
  };
}

/** What the registrar writes of an invented woman. */
export function someone() {
  return {
    givenName: 'تالا',
    fatherName: 'سامر',
    familyName: 'الحلبي',
    birthDate: '1999-05-03',
    sex: 'FEMALE',
    governorate: 'DI',
  };
}
