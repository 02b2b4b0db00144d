export interface Governorate {
  /** ISO 3166-2 without its prefix `SY-`. */
  code: string;
  nameAr: string;
  nameEn: string;
  /** Share of the demo population, in percent. */
  share: number;
}

/** The 14 governorates of Syria. */
export const governorates: readonly Governorate[] = [
  { code: 'DI', nameAr: 'دمشق', nameEn: 'Damascus', share: 9 },
  { code: 'RD', nameAr: 'ريف دمشق', nameEn: 'Rif Dimashq', share: 13 },
  { code: 'HL', nameAr: 'حلب', nameEn: 'Aleppo', share: 21 },
  { code: 'HM', nameAr: 'حماة', nameEn: 'Hama', share: 8 },
  { code: 'HI', nameAr: 'حمص', nameEn: 'Homs', share: 8 },
  { code: 'LA', nameAr: 'اللاذقية', nameEn: 'Latakia', share: 6 },
  { code: 'TA', nameAr: 'طرطوس', nameEn: 'Tartus', share: 5 },
  { code: 'ID', nameAr: 'إدلب', nameEn: 'Idlib', share: 11 },
  { code: 'RA', nameAr: 'الرقة', nameEn: 'Raqqa', share: 4 },
  { code: 'DY', nameAr: 'دير الزور', nameEn: 'Deir ez-Zor', share: 4 },
  { code: 'HA', nameAr: 'الحسكة', nameEn: 'Hasakah', share: 5 },
  { code: 'DR', nameAr: 'درعا', nameEn: 'Daraa', share: 4 },
  { code: 'SU', nameAr: 'السويداء', nameEn: 'Suwayda', share: 1.5 },
  { code: 'QU', nameAr: 'القنيطرة', nameEn: 'Quneitra', share: 0.5 },
];
