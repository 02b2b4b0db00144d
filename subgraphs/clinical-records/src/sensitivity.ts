/** Codes that imply a sensitivity label of HL7 v3-ActCode: prefixes of ICD-10 and ATC codes, and LOINC codes. */
const implied: readonly (readonly [prefix: string, label: string])[] = [
  ['B20', 'HIV'],
  ['B21', 'HIV'],
  ['B22', 'HIV'],
  ['B23', 'HIV'],
  ['B24', 'HIV'],
  ['Z21', 'HIV'],
  ['J05AR', 'HIV'],
  ['J05AF', 'HIV'],
  ['J05AE', 'HIV'],
  ['20447-9', 'HIV'],
  ['29893-5', 'HIV'],
  ['56888-1', 'HIV'],
  ['75622-1', 'HIV'],
  ['A5', 'STD'],
  ['A60', 'STD'],
  ['A63', 'STD'],
  ['F1', 'SUD'],
  ['F', 'PSY'],
  ['T74.1', 'SDV'],
  ['Y07', 'VIO'],
  ['Z65', 'VIO'],
];

/** The labels of a record: those given, and those that its codes imply. Sorted, each once. */
export function sensitivitiesOf(codes: readonly string[], given: readonly string[]): string[] {
  const labels = codes.flatMap((code) =>
    implied.filter(([prefix]) => code.toUpperCase().startsWith(prefix)).map(([, label]) => label),
  );
  return [...new Set([...given, ...labels])].sort();
}

/** A record that bears a sensitivity label is at least restricted. */
export function confidentialityOf(given: string, sensitivities: readonly string[]): string {
  return sensitivities.length > 0 && given !== 'V' ? 'R' : given;
}
