import { recordColumns, recordsOf } from '@wasl/clinical-records/demoRecords';
import { careOf, consentsOf } from '@wasl/demo/care';
import type { Sources } from '@wasl/demo/plausible/dossier';
import { takenOn } from '@wasl/demo/plausible/medicines';
import type { Reference } from '@wasl/demo/plausible/rule';
import { demoAlertsOn } from '@wasl/pharmacy/demoAlerts';
import { dispenseColumns, historyOf, prescriptionColumns } from '@wasl/pharmacy/demoPrescriptions';
import { formulary } from '@wasl/pharmacy/formulary';

/** What the subgraphs' seeds store. */
export const sources: Sources = {
  careOf,
  consentsOf,
  recordColumns,
  recordsOf,
  prescriptionColumns,
  dispenseColumns,
  historyOf,
};

/** The formulary and the alert rules of the pharmacy. */
export const reference: Reference = {
  medicines: new Map(formulary.map((medicine) => [medicine.id, medicine])),
  alertsOn: (dossier, day) =>
    demoAlertsOn(dossier.person, dossier.records, takenOn(dossier, day), day).map(
      ({ kind, severity, prescriptionId, cause }) => ({ kind, severity, prescriptionId, message: cause.messageEn }),
    ),
};
