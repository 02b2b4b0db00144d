/** The governorates of Syria, by ISO 3166-2 code without the prefix `SY-`. */
export const governorateNames = {
  DI: { ar: 'دمشق', en: 'Damascus' },
  RD: { ar: 'ريف دمشق', en: 'Rif Dimashq' },
  HL: { ar: 'حلب', en: 'Aleppo' },
  HM: { ar: 'حماة', en: 'Hama' },
  HI: { ar: 'حمص', en: 'Homs' },
  LA: { ar: 'اللاذقية', en: 'Latakia' },
  TA: { ar: 'طرطوس', en: 'Tartus' },
  ID: { ar: 'إدلب', en: 'Idlib' },
  RA: { ar: 'الرقة', en: 'Raqqa' },
  DY: { ar: 'دير الزور', en: 'Deir ez-Zor' },
  HA: { ar: 'الحسكة', en: 'Hasakah' },
  DR: { ar: 'درعا', en: 'Daraa' },
  SU: { ar: 'السويداء', en: 'Suwayda' },
  QU: { ar: 'القنيطرة', en: 'Quneitra' },
} as const;

export type GovernorateCode = keyof typeof governorateNames;

export function isGovernorate(code: string): code is GovernorateCode {
  return Object.hasOwn(governorateNames, code);
}
