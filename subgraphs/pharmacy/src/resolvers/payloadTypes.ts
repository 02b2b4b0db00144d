import type { CheckedPayload } from '../attempts.ts';
import type { PharmacyContext } from '../context.ts';
import { alertsOfPayload, writtenBy } from '../payloads.ts';
import { labelFields } from './labelFields.ts';
import type { AlertOverride as OverrideRow } from '../stores/overrideStore.ts';

const alerts = (payload: CheckedPayload, _: unknown, context: PharmacyContext) => alertsOfPayload(payload, context);

export const SafetyAlert = labelFields;

export const PrescriptionPayload = {
  __resolveReference: (payload: CheckedPayload) => payload,
  alerts,
  async prescription(payload: CheckedPayload, _: unknown, context: PharmacyContext) {
    const id = await writtenBy(payload, context);
    return context.loaders.prescription.load(id);
  },
};

export const DispensePayload = {
  __resolveReference: (payload: CheckedPayload) => payload,
  alerts,
  async dispense(payload: CheckedPayload, _: unknown, context: PharmacyContext) {
    const id = await writtenBy(payload, context);
    return context.loaders.dispense.load(id);
  },
};

export const AlertOverride = {
  author: ({ authorId }: OverrideRow) => ({ id: authorId }),
};
