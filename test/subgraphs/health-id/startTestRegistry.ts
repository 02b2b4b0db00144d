import { randomUUID } from 'node:crypto';
import { createHealthId } from '@wasl/health-id/main';
import type { Caller } from '@wasl/subgraph-sdk';
import { testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';
import { type DatabaseKind, startTestSubgraphOn } from '../../support/testPostgres.ts';

export const registrar = testCaller(['registrar'], { facilityId: 'F-DI-001' });
export const secondRegistrar = testCaller(['registrar'], { subject: 'second-registrar', facilityId: 'F-HL-001' });

/** What a registrar says that was shown. */
export const evidence = {
  kind: 'FAMILY_BOOKLET',
  reference: 'B-1042',
  words: 'The booklet was shown at the counter.',
};

// What comes back is GraphQL's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** An answer, shortened to the first error's code and the data. */
export interface Outcome {
  code: string | undefined;
  data: Json;
}

export interface TestRegistry {
  /** `databaseUrl` on Postgres only. */
  subgraph: TestSubgraph & { databaseUrl?: string };
  query(text: string, variables?: Record<string, unknown>, caller?: Caller): Promise<Outcome>;
  /** Runs a mutation of this name with a fresh idempotency key unless the input brings one; before a visit, somebody registers the arrival. */
  write(name: string, input: Record<string, unknown>, fields: string, caller?: Caller): Promise<Outcome>;
  /** Fields of one patient, or null. */
  read(healthId: string, fields: string, caller?: Caller): Promise<Json>;
  /** Issues a health ID to somebody new. */
  issue(change?: Record<string, unknown>): Promise<string>;
  merge(from: string, into: string): Promise<Outcome>;
  /** Asks for an act; answers its ID, or the code of the refusal. */
  request(name: string, input: Record<string, unknown>, caller?: Caller): Promise<{ code?: string; actId: string }>;
  confirm(actId: string, caller?: Caller): Promise<Outcome>;
  /** Asks for an act and confirms it as the second registrar. */
  act(name: string, input: Record<string, unknown>): Promise<Outcome>;
  /** Makes a guardian by two registrars. */
  makeGuardian(healthId: string, guardianHealthId: string): Promise<Outcome>;
  stop(): Promise<void>;
}

const inputTypes: Record<string, string> = {
  chooseFacility: 'FacilityChoiceInput',
  leaveFacility: 'FacilityChoiceInput',
  addGuardian: 'GuardianInput',
  endGuardian: 'GuardianInput',
  confirmBreakGlass: 'BreakGlassSessionInput',
  endBreakGlass: 'BreakGlassSessionInput',
};

/** The registry with so many demo people, on either kind of database. */
export async function startTestRegistry(
  kind: DatabaseKind,
  demoPatients = 60,
  clock: () => number = Date.now,
): Promise<TestRegistry> {
  const running = await startTestSubgraphOn(kind, createHealthId({ clock }), { demoPatients });

  async function query(text: string, variables = {}, caller = registrar): Promise<Outcome> {
    const { data, errors } = await running.ask(text, variables, caller);
    return { code: errors?.[0]?.extensions?.['code'] as string | undefined, data };
  }
  async function write(name: string, input: Record<string, unknown>, fields: string, caller = registrar) {
    const type = inputTypes[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
    if (name === 'startTreatment' && input['source'] === 'VISIT') await arrive(String(input['healthId']), caller);
    return query(text, { input: { idempotencyKey: randomUUID(), ...input } }, caller);
  }
  /** As the reception of the caller's facility registers it. */
  async function arrive(healthId: string, { facilityId = 'F-DI-001' }: Caller) {
    const reception = testCaller(['nurse'], { subject: `reception of ${facilityId}`, facilityId });
    const text = 'mutation ($input: RegisterArrivalInput!) { registerArrival(input: $input) { patient { healthId } } }';
    await query(text, { input: { idempotencyKey: randomUUID(), healthId, visit: 'Visit 114' } }, reception);
  }
  async function request(name: string, input: Record<string, unknown>, caller = registrar) {
    const { code, data } = await write(name, { evidence, ...input }, 'act { id }', caller);
    return { ...(code !== undefined && { code }), actId: data?.[name]?.act?.id as string };
  }
  const confirm = (actId: string, caller = secondRegistrar) =>
    write('confirmAct', { actId }, 'act { status } patient { healthId }', caller);
  async function act(name: string, input: Record<string, unknown>): Promise<Outcome> {
    const { code, actId } = await request(name, input);
    return code === undefined ? confirm(actId) : { code, data: null };
  }
  return {
    subgraph: running,
    request,
    confirm,
    act,
    makeGuardian: (healthId, guardianHealthId) => act('addGuardian', { healthId, guardianHealthId }),
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
    merge: (from, into) => act('mergePatients', { from, into }),
    stop: running.stop,
  };
}

/** What the registrar writes of an invented child. */
export const aChild = { givenName: 'ليلى', motherName: 'هبة', birthDate: '2019-08-21' };

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
