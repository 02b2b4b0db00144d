import type { ReturnedKind } from './returnedKind.ts';

/** Numbers of authorities; a row is named by issuer and number. */
export const identifiers: ReturnedKind = {
  async hold(tx, { survivorIds, since }) {
    const where = { healthId: { in: survivorIds }, linkedAt: { gte: since } };
    const rows = await tx.patientIdentifier.findMany({ where });
    return rows.map(({ issuer, value, linkedAt }) => ({
      rowId: JSON.stringify([issuer, value]),
      recordedAt: linkedAt,
    }));
  },

  async place(tx, { rowId, movedTo }) {
    if (movedTo === null) return;
    const [issuer = '', value = ''] = JSON.parse(rowId) as string[];
    await tx.patientIdentifier.update({ where: { issuer_value: { issuer, value } }, data: { healthId: movedTo } });
  },
};
