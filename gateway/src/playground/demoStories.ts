import { demoDuplicate } from '@wasl/demo/duplicate';
import { person } from '@wasl/demo/population';
import { personas } from '@wasl/demo/personas';
import { damascusDay } from '@wasl/schema/damascusTime.ts';
import type { PlaygroundStory } from './playgroundConfig.ts';

const { healthId } = personas.citizen;
const idempotencyKey = '{{newKey}}';
const dayMs = 86_400_000;

// A woman who was registered twice.
const { woman: survivor, again: duplicate } = demoDuplicate();
const evidence = {
  kind: 'FAMILY_BOOKLET',
  reference: '1042',
  words: 'دفتر العائلة وفيه الاسم بالحرفين – The family booklet, with the name in both scripts',
};

// Somebody of another governorate, whom no facility of Damascus treats.
const stranger = person(60).healthId;

/** What the demo's citizen is allergic to. */
const amoxicillin = (validUntil: string) => ({
  idempotencyKey,
  healthId,
  medicationId: 'M-J01CA04',
  quantity: 20,
  dosage: 'حبة كل 8 ساعات – one every 8 hours',
  validUntil,
});

/** The demo's stories, with variables that fit its people. @param now milliseconds since 1970 */
export function demoStories(now: number): PlaygroundStory[] {
  const day = (offset: number) => damascusDay(now + offset * dayMs);
  return [
    {
      name: 'chart',
      labelAr: 'ملف المريض',
      labelEn: 'A patient’s chart',
      persona: 'citizen',
      alsoFor: ['physician', 'nurse', 'emergency'],
      variables: { healthId },
    },
    {
      name: 'ownRecord',
      labelAr: 'سجلي',
      labelEn: 'My own record',
      persona: 'citizen',
      alsoFor: ['guardian'],
      variables: {},
    },
    { name: 'whoAmI', labelAr: 'من أنا', labelEn: 'Who am I', alsoFor: Object.keys(personas), variables: {} },
    { name: 'facilities', labelAr: 'المشافي', labelEn: 'Hospitals', variables: {} },
    {
      name: 'searchPatients',
      labelAr: 'البحث عن مريض',
      labelEn: 'Find a patient',
      persona: 'pharmacist',
      alsoFor: ['physician', 'nurse', 'emergency', 'registrar'],
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
      labelAr: 'طلب دمج سجلين',
      labelEn: 'Ask to merge two records',
      persona: 'registrar',
      variables: { input: { idempotencyKey, from: duplicate.healthId, into: survivor.healthId, evidence } },
      keep: { as: 'actId', path: ['mergePatients', 'act', 'id'] },
    },
    {
      name: 'registrarActs',
      labelAr: 'ما ينتظر أمين سجل ثانياً',
      labelEn: 'What waits for a second registrar',
      persona: 'registrar2',
      alsoFor: ['registrar'],
      variables: {},
    },
    {
      name: 'confirmAct',
      labelAr: 'تأكيد الطلب',
      labelEn: 'Confirm what was asked for',
      persona: 'registrar2',
      variables: { input: { idempotencyKey, actId: '{{actId}}' } },
    },
    {
      name: 'unmergePatient',
      labelAr: 'طلب التراجع عن الدمج',
      labelEn: 'Ask to take the merge back',
      persona: 'registrar',
      variables: { input: { idempotencyKey, healthId: duplicate.healthId, evidence } },
      keep: { as: 'actId', path: ['unmergePatient', 'act', 'id'] },
    },
    {
      name: 'registerArrival',
      labelAr: 'تسجيل وصول مريضة',
      labelEn: 'Register that a patient arrived',
      persona: 'nurse',
      variables: { input: { idempotencyKey, healthId: person(18).healthId, visit: 'زيارة 114 – Visit 114' } },
    },
    {
      name: 'startTreatment',
      labelAr: 'بدء علاج بعد زيارة',
      labelEn: 'Begin to treat after a visit',
      persona: 'physician',
      variables: {
        input: { idempotencyKey, healthId: person(18).healthId, source: 'VISIT', evidence: 'زيارة 114 – Visit 114' },
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
      keep: { as: 'visitId', path: ['recordEncounter', 'record', 'id'] },
    },
    {
      name: 'orderTests',
      labelAr: 'طلب فحوص في هذه الزيارة',
      labelEn: 'Order tests in that visit',
      persona: 'physician',
      variables: {
        input: { idempotencyKey, healthId, encounterId: '{{visitId}}', codes: ['718-7'], priority: 'URGENT' },
      },
      keep: { as: 'orderId', path: ['orderLaboratoryTests', 'record', 'id'] },
    },
    {
      name: 'laboratoryWorklist',
      labelAr: 'ما على المخبر إنجازه',
      labelEn: 'What the laboratory has to do',
      persona: 'nurse',
      alsoFor: ['physician'],
      variables: {},
    },
    {
      name: 'answerOrder',
      labelAr: 'تسجيل نتيجة الطلب',
      labelEn: 'Record what that order asked for',
      persona: 'nurse',
      variables: {
        input: {
          idempotencyKey,
          healthId,
          code: '718-7',
          value: 12.8,
          unit: 'g/dL',
          effectiveAt: new Date(now).toISOString(),
          basedOn: '{{orderId}}',
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
          medicationId: 'M-R06AX13',
          quantity: 20,
          dosage: 'حبة كل مساء – one every evening',
          validUntil: day(90),
        },
      },
      keep: { as: 'prescriptionId', path: ['prescribe', 'prescription', 'id'] },
    },
    {
      name: 'prescribeStopped',
      labelAr: 'وصفة يوقفها تنبيه',
      labelEn: 'A prescription that an alert stops',
      persona: 'physician',
      variables: { input: amoxicillin(day(90)) },
      keep: { as: 'alertId', path: ['prescribe', 'alerts', 0, 'id'] },
    },
    {
      name: 'prescribeAnyway',
      labelAr: 'وصفها رغم التنبيه مع ذكر السبب',
      labelEn: 'Prescribe it all the same, with a reason',
      persona: 'physician',
      variables: {
        input: {
          ...amoxicillin(day(90)),
          override: {
            alertIds: ['{{alertId}}'],
            reason: 'أُزيل تحسسها في المشفى – She was desensitised in hospital',
          },
        },
      },
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
    {
      name: 'breakGlass',
      labelAr: 'طلب كسر الزجاج',
      labelEn: 'Ask to break the glass',
      persona: 'emergency',
      variables: {
        input: {
          idempotencyKey,
          healthId,
          reason: 'UNCONSCIOUS',
          words: 'وُجدت غائبة عن الوعي في الشارع – Found unconscious in the street',
        },
      },
      keep: { as: 'sessionId', path: ['breakGlass', 'sessionId'] },
    },
    {
      name: 'confirmBreakGlass',
      labelAr: 'تأكيد كسر الزجاج',
      labelEn: 'Break the glass',
      persona: 'emergency',
      variables: { input: { idempotencyKey, sessionId: '{{sessionId}}' } },
    },
    {
      name: 'endBreakGlass',
      labelAr: 'إنهاء الجلسة',
      labelEn: 'End the session',
      persona: 'emergency',
      variables: { input: { idempotencyKey, sessionId: '{{sessionId}}' } },
    },
    {
      name: 'breakGlassReviews',
      labelAr: 'جلسات تنتظر المراجعة',
      labelEn: 'Sessions to review',
      persona: 'auditor',
      variables: {},
    },
    {
      name: 'reviewBreakGlass',
      labelAr: 'مراجعة الجلسة',
      labelEn: 'Review the session',
      persona: 'auditor',
      variables: {
        input: {
          idempotencyKey,
          sessionId: '{{sessionId}}',
          outcome: 'JUSTIFIED',
          words: 'يؤكده تقرير الإسعاف – The ambulance report says so',
        },
      },
    },
    {
      name: 'notices',
      labelAr: 'ما أُخبرت به المريضة',
      labelEn: 'What the patient was told',
      persona: 'citizen',
      variables: { healthId },
    },
  ];
}
