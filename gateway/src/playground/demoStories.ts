import { person } from '@wasl/demo/population';
import { personas } from '@wasl/demo/personas';
import type { PlaygroundStory } from './playgroundConfig.ts';

const { healthId } = personas.citizen;
const idempotencyKey = '{{newKey}}';
const dayMs = 86_400_000;

// Two people of the demo's second and third families, whom no other story needs.
const [duplicate, survivor] = [person(11).healthId, person(17).healthId];

// Somebody of another governorate, whom no facility of Damascus treats.
const stranger = person(60).healthId;

/** The demo's stories, with variables that fit its people. @param now milliseconds since 1970 */
export function demoStories(now: number): PlaygroundStory[] {
  const day = (offset: number) => new Date(now + offset * dayMs).toISOString().slice(0, 10);
  return [
    {
      name: 'chart',
      labelAr: 'ملف المريض',
      labelEn: 'A patient’s chart',
      persona: 'citizen',
      variables: { healthId },
    },
    { name: 'whoAmI', labelAr: 'من أنا', labelEn: 'Who am I', variables: {} },
    { name: 'facilities', labelAr: 'المشافي', labelEn: 'Hospitals', variables: {} },
    {
      name: 'searchPatients',
      labelAr: 'البحث عن مريض',
      labelEn: 'Find a patient',
      persona: 'pharmacist',
      variables: {},
    },
    {
      name: 'strangersChart',
      labelAr: 'ملف شخص غريب',
      labelEn: 'A stranger’s chart',
      persona: 'nurse',
      variables: { healthId: stranger },
    },
    {
      name: 'registerNewborn',
      labelAr: 'تسجيل مولود',
      labelEn: 'Register a newborn',
      persona: 'registrar',
      variables: {
        input: {
          idempotencyKey,
          givenName: 'لين',
          fatherName: 'سامر',
          familyName: 'شاهين',
          birthDate: day(-1),
          sex: 'FEMALE',
          governorate: 'DI',
          guardianHealthId: healthId,
        },
      },
    },
    {
      name: 'mergePatients',
      labelAr: 'دمج سجلين والتراجع عنه',
      labelEn: 'Merge two records and take it back',
      persona: 'registrar',
      variables: {
        merge: { idempotencyKey, from: duplicate, into: survivor },
        takeBack: { idempotencyKey, healthId: duplicate },
      },
    },
    {
      name: 'recordEncounter',
      labelAr: 'تسجيل زيارة',
      labelEn: 'Record a visit',
      persona: 'physician',
      variables: {
        input: {
          idempotencyKey,
          healthId,
          code: 'AMB',
          displayAr: 'صداع',
          displayEn: 'Headache',
          effectiveAt: new Date(now).toISOString(),
        },
      },
    },
    {
      name: 'prescribe',
      labelAr: 'وصف دواء',
      labelEn: 'Prescribe a medicine',
      persona: 'physician',
      variables: {
        input: {
          idempotencyKey,
          healthId,
          medicationId: 'M-J01CA04',
          quantity: 20,
          dosage: 'حبة كل 8 ساعات – one every 8 hours',
          validUntil: day(90),
        },
      },
      keep: { as: 'prescriptionId', path: ['prescribe', 'prescription', 'id'] },
    },
    {
      name: 'dispense',
      labelAr: 'صرف دواء',
      labelEn: 'Dispense a medicine',
      persona: 'pharmacist',
      variables: { input: { idempotencyKey, prescriptionId: '{{prescriptionId}}', quantity: 1 } },
    },
    {
      name: 'grantConsent',
      labelAr: 'منح موافقة',
      labelEn: 'Grant a consent',
      persona: 'citizen',
      variables: {
        input: { idempotencyKey, healthId, decision: 'PERMIT', category: 'OBSERVATIONS', role: 'nurse' },
      },
      keep: { as: 'consentId', path: ['recordConsent', 'patient', 'consents', -1, 'id'] },
    },
    {
      name: 'withdrawConsent',
      labelAr: 'سحب الموافقة',
      labelEn: 'Withdraw that consent',
      persona: 'citizen',
      variables: { input: { idempotencyKey, consentId: '{{consentId}}' } },
    },
  ];
}
