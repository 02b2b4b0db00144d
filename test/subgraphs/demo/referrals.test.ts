import { careOf } from '@wasl/demo/care';
import { staffOf } from '@wasl/demo/facilities';
import { demoToday, person } from '@wasl/demo/population';
import { referralOf } from '@wasl/demo/referrals';
import { createHealthId } from '@wasl/health-id/main';
import { damascusDay } from '@wasl/kit/calendar';
import { labelsOfMeaning, noLabels } from '@wasl/terminology/recordLabels';
import { expect, test } from 'vitest';
import { startTestSubgraph, testCaller } from '../../support/startTestSubgraph.ts';

const patients = 600;
const people = Array.from({ length: patients }, (_, index) => person(index));
const sent = people.flatMap((one) => {
  const referral = referralOf(one);
  return referral ? [{ one, referral }] : [];
});

test('a few of the demo were referred, by who treated them, to who works where they were treated next', () => {
  expect(sent.length).toBeGreaterThan(patients * 0.01);
  expect(sent.length).toBeLessThan(patients * 0.04);
  for (const { one, referral } of sent) {
    const [centre, hospital] = careOf(one);
    expect([centre?.facilityId, hospital?.facilityId]).toEqual([referral.fromFacilityId, referral.toFacilityId]);
    const at = (facilityId: string, id: string) => staffOf(facilityId).find((member) => member.id === id)?.specialty;
    expect(at(referral.fromFacilityId, referral.authorId)).toBe('General practice');
    expect(at(referral.toFacilityId, referral.practitionerId)).toBe(referral.specialty);
    const { requestedAt, acceptedAt, seenAt, seenUntil, repliedAt, reason, reply } = referral;
    const times = [requestedAt, acceptedAt, seenAt, seenUntil, repliedAt];
    expect(times).toEqual(times.toSorted());
    expect(damascusDay(new Date(requestedAt)) >= (hospital?.since ?? '')).toBe(true);
    expect(damascusDay(new Date(repliedAt)) <= (hospital?.endedOn ?? demoToday)).toBe(true);
    // They are stored without labels.
    expect(labelsOfMeaning([{ text: reason }, { text: reply }, { text: referral.specialty }])).toEqual(noLabels);
  }
});

test('what was stored of them reads as any other', async () => {
  const registry = await startTestSubgraph(createHealthId(), { demoPatients: patients });
  const { one, referral } = sent[0]!;
  const query = `query ($healthId: ID!) { patient(healthId: $healthId) {
    referrals { edges { node { status reason reply author { id } decidedBy { practitioner { id } } } } }
    appointments { edges { node { status startsAt referral { reason } } } } } }`;
  const { data, errors } = await registry.ask(
    query,
    { healthId: one.healthId },
    testCaller(['citizen'], { healthId: one.healthId }),
  );
  await registry.stop();
  const { reason, reply, authorId, practitionerId, seenAt } = referral;
  expect([data, errors]).toEqual([
    {
      patient: {
        referrals: {
          edges: [
            {
              node: {
                status: 'COMPLETED',
                reason,
                reply,
                author: { id: authorId },
                decidedBy: { practitioner: { id: practitionerId } },
              },
            },
          ],
        },
        appointments: { edges: [{ node: { status: 'FULFILLED', startsAt: seenAt, referral: { reason } } }] },
      },
    },
    undefined,
  ]);
});
