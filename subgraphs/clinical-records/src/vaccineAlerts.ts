import type { PersonIds } from '@wasl/kit/patientReference';
import { isPatientSide } from '@wasl/kit/recordAccess';
import { type RecordLabels, storedLabels } from '@wasl/terminology/recordLabels';
import { type VaccineWarning, vaccineWarningOf } from '@wasl/terminology/safety/vaccineAllergies';
import type { ClinicalContext } from './context.ts';
import { isStatement } from './stores/allergyStatements.ts';
import type { ClinicalRecord } from './stores/recordStore.ts';

/** An alert at a dose that is due, as one reader gets it. */
interface VaccineAlert extends RecordLabels {
  severity: 'CONTRAINDICATED' | 'PRECAUTION';
  messageAr: string;
  messageEn: string;
  /** Null where the reader may not read the allergy. */
  cause: VaccineAlertCause | null;
}

/** Which allergy an alert comes from; it bears that allergy's labels. */
interface VaccineAlertCause extends RecordLabels {
  messageAr: string;
  messageEn: string;
  actionAr: string;
  actionEn: string;
  source: string;
  author: { id: string };
}

/** What to do. The same whatever the allergy, so that it does not tell it. */
const advice: Record<VaccineAlert['severity'], { messageAr: string; messageEn: string }> = {
  CONTRAINDICATED: {
    messageAr: 'لا يُعطَ هذا اللقاح قبل أن يقرر ذلك طبيب يعرف حساسيات المريض: فقد يضره ضرراً جسيماً.',
    messageEn:
      'Do not give this vaccine before a physician who knows the patient’s allergies has decided it: it may gravely harm.',
  },
  PRECAUTION: {
    messageAr: 'اسأل المريض أو ذويه عن الحساسيات قبل إعطاء هذا اللقاح، وأعطه حيث تمكن معالجة الصدمة التأقية.',
    messageEn:
      'Ask the patient or the family about allergies before giving this vaccine, and give it where anaphylaxis can be treated.',
  },
};

/** An alert bears no label of its own: it tells that there is something to know, and not what. */
const plain: RecordLabels = { confidentiality: 'N', sensitivities: [] };

/**
 * The alerts of a patient's allergies at a vaccine by ATC code, gravest first. Who vaccinates is warned whatever the labels of an allergy,
 * and told which one where they may read it. Who speaks for a patient is not warned of what is closed to them: the alert would tell of it.
 * @throws SubgraphError FORBIDDEN where the caller may read no allergies of the patient
 */
export async function vaccineAlerts(
  atcCode: string,
  healthIds: PersonIds,
  { loaders, caller }: ClinicalContext,
): Promise<VaccineAlert[]> {
  const all = await loaders.allergySubstances.load(healthIds);
  const open = new Set((await loaders.current('ALLERGY_INTOLERANCE').load(healthIds)).map(({ id }) => id));
  const isToldAll = caller !== null && !isPatientSide(caller);
  const alerts = all
    .filter((allergy) => !isStatement(allergy) && (isToldAll || open.has(allergy.id)))
    .flatMap((allergy) => {
      const warning = vaccineWarningOf(atcCode, toGraded(allergy));
      return warning ? [alertOf(warning, open.has(allergy.id) ? allergy : null)] : [];
    });
  return withoutRepeats(alerts).toSorted((one, other) => one.severity.localeCompare(other.severity));
}

function alertOf(warning: VaccineWarning, allergy: ClinicalRecord | null): VaccineAlert {
  const severity = warning.severity === 'contraindicated' ? 'CONTRAINDICATED' : 'PRECAUTION';
  return { severity, ...advice[severity], ...plain, cause: allergy && causeOf(warning, allergy) };
}

function causeOf({ mechanism, action, source }: VaccineWarning, allergy: ClinicalRecord): VaccineAlertCause {
  return {
    messageAr: mechanism.ar,
    messageEn: mechanism.en,
    actionAr: action.ar,
    actionEn: action.en,
    source,
    ...storedLabels(allergy),
    author: { id: allergy.authorId },
  };
}

/** Of alerts without a cause one of each severity: their number would tell how many allergies are closed. */
function withoutRepeats(alerts: readonly VaccineAlert[]): VaccineAlert[] {
  return alerts.filter(
    ({ cause, severity }, index) =>
      cause !== null || alerts.findIndex((other) => other.cause === null && other.severity === severity) === index,
  );
}

function toGraded({ code, displayAr, displayEn, content }: ClinicalRecord) {
  const told = content as { substanceAtcCode?: string | null; reaction?: string | null; criticality?: string | null };
  return { code, texts: [displayAr, displayEn], ...told };
}
