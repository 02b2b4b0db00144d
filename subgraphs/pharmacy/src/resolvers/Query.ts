import { readPage, toConnection } from '@wasl/kit/pagination';
import { facilityOfPharmacy } from '../pharmacyId.ts';
import type { PharmacyContext } from '../context.ts';

interface MedicationArguments {
  search?: string | null;
  first?: number | null;
  after?: string | null;
}

export const Query = {
  async medications(_: unknown, { search, first, after }: MedicationArguments, { loaders }: PharmacyContext) {
    const page = readPage(first, after);
    return toConnection(await loaders.medications(search, page), page, ({ id }) => id);
  },

  prescription: (_: unknown, { id }: { id: string }, { loaders }: PharmacyContext) => loaders.prescription.load(id),

  dispense: (_: unknown, { id }: { id: string }, { loaders }: PharmacyContext) => loaders.dispense.load(id),

  medication: (_: unknown, { id }: { id: string }, { loaders }: PharmacyContext) => loaders.medication.load(id),

  prescriptionHolders: (_: unknown, { healthIds }: { healthIds: string[] }, { loaders }: PharmacyContext) =>
    loaders.prescriptionHolders(healthIds),

  pharmacy: (_: unknown, { id }: { id: string }, { loaders }: PharmacyContext) =>
    loaders.pharmacy.load(facilityOfPharmacy(id)),
};
