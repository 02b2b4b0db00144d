/** How exactly a birth date is known. What is not known of it stands as the first month or day. */
export type BirthPrecision = 'DAY' | 'MONTH' | 'YEAR' | 'ESTIMATED';

/** Years by which an estimate may be wrong, either way: what doctors who judge ages claim at best. */
const estimateYears = 2;

export interface Birth {
  /** `YYYY-MM-DD` */
  birthDate: string;
  birthPrecision: string;
}

/** A birth date with what is not known of it as the first: `2001-05-17` by its year alone is `2001-01-01`. */
export function roundedBirth(birthDate: string, precision: string): string {
  if (precision === 'DAY') return birthDate;
  return precision === 'MONTH' ? `${birthDate.slice(0, 7)}-01` : `${birthDate.slice(0, 4)}-01-01`;
}

/** The first day on which somebody may have been born. */
export function earliestBirth({ birthDate, birthPrecision }: Birth): string {
  if (birthPrecision !== 'ESTIMATED') return birthDate;
  return `${yearsFrom(birthDate, -estimateYears)}-01-01`;
}

/** The last day on which somebody may have been born. */
export function latestBirth({ birthDate, birthPrecision }: Birth): string {
  switch (birthPrecision) {
    case 'MONTH':
      return lastOfMonth(birthDate);
    case 'YEAR':
      return `${birthDate.slice(0, 4)}-12-31`;
    case 'ESTIMATED':
      return `${yearsFrom(birthDate, estimateYears)}-12-31`;
    default:
      return birthDate;
  }
}

function yearsFrom(birthDate: string, years: number): string {
  return String(Number(birthDate.slice(0, 4)) + years).padStart(4, '0');
}

function lastOfMonth(birthDate: string): string {
  const [year, month] = birthDate.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 1, 0)).toISOString().slice(0, 10);
}
