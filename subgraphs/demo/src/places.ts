import { type GovernorateCode, governorateNames } from '@wasl/kit/governorates';

export interface Governorate {
  /** ISO 3166-2 without its prefix `SY-`. */
  code: string;
  nameAr: string;
  nameEn: string;
  /** Share of the demo population, in percent. */
  share: number;
}

const shares: Record<GovernorateCode, number> = {
  DI: 9,
  RD: 13,
  HL: 21,
  HM: 8,
  HI: 8,
  LA: 6,
  TA: 5,
  ID: 11,
  RA: 4,
  DY: 4,
  HA: 5,
  DR: 4,
  SU: 1.5,
  QU: 0.5,
};

/** The 14 governorates of Syria. */
export const governorates: readonly Governorate[] = Object.entries(governorateNames).map(([code, { ar, en }]) => ({
  code,
  nameAr: ar,
  nameEn: en,
  share: shares[code as GovernorateCode],
}));
