/** One invented person. */
export function personRow(nationalId: string, healthId: string | null): unknown[] {
  const names = ['سلمى', 'Salma', 'خالد', 'Khaled', 'ريم', 'Reem', 'الحلبي', 'Alhalabi', 'النجار', 'Alnajjar'];
  const registry = ['DI', '07', '1042'];
  return [nationalId, 'registry', ...names, '1990-05-17', 'DOCUMENT_CHECKED', null, ...registry, healthId];
}
