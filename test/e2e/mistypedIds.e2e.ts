import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { toHealthId } from '@wasl/kit/healthId';
import { messageOf } from '@wasl/schema/errors.ts';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemorySink } from '../audit/support/memorySink.ts';
import { type SampleWrite, writesOfPatients } from './sampleWrites.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, startStaffIssuer } from './staffTokens.ts';

const damascus = { facility_id: personas.physician.facilityId, practitioner_id: 'P-1' };
const writers: Bearer[] = [
  ...['physician', 'nurse', 'emergency', 'registrar'].map((role) => ({ roles: [role], ...damascus })),
  { roles: ['citizen'], health_id: personas.citizen.healthId },
];
const [first = '', ...others] = person(0).healthId;
/** A digit of it is another, so that the check digits are wrong. */
const mistyped = [String((Number(first) + 1) % 10), ...others].join('');
const nobody = toHealthId('9000000000');

let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
let graph: RecordedGraph;
const sink = createMemorySink();
const audit = createAuditLog({ sink, deadlineMs: 5_000 });
beforeAll(async () => {
  issuer = await startStaffIssuer();
  graph = await startRecordedGraph({ audit, moreIssuers: issuer.trusted });
});
afterAll(async () => {
  await graph?.stop();
  await audit.close();
  issuer?.stop();
});

/** What each writer is told, without those who may not ask for it at all; and what of it reached a subgraph. */
async function write({ name, of }: SampleWrite, healthId: string, language: 'en' | 'ar') {
  graph.asked.length = 0;
  sink.entries.splice(1);
  const told: string[] = [];
  for (const bearer of writers) {
    const headers = { ...(await issuer.headersOf(bearer)), 'accept-language': language };
    const { errors } = await graph.send(undefined, of(healthId), headers);
    for (const { path, message, extensions } of errors)
      if (extensions.code !== 'UNAUTHORIZED_FIELD_OR_TYPE')
        told.push(`${path?.join('.')} ${extensions.code} ${message}`);
  }
  const refused = new Set(sink.events().map(({ outcome, code }) => `${outcome} ${code}`));
  return { name, told: new Set(told), refused, sent: graph.asked.filter(({ query }) => query.startsWith('mutation')) };
}

it.each(writesOfPatients)(
  'a mutation that names a mistyped health ID is told so, and is not sent: $name',
  async (one) => {
    for (const language of ['en', 'ar'] as const) {
      for (const healthId of [mistyped, '']) {
        const { told, refused, sent } = await write(one, healthId, language);
        expect([...told]).toEqual([`${one.name} HEALTH_ID_INVALID ${messageOf('HEALTH_ID_INVALID', language)}`]);
        expect([[...refused], sent]).toEqual([['refused HEALTH_ID_INVALID'], []]);
      }
    }
  },
);

it('is told nothing of the kind of a health ID that nobody bears', async () => {
  const condition = writesOfPatients.find(({ name }) => name === 'recordCondition')!;
  const codes = [...(await write(condition, nobody, 'en')).told].map((text) => text.split(' ')[1]);
  expect(codes).toEqual(['NO_TREATMENT_RELATIONSHIP']);
});
