/** Fields in which people write at length. */
const pages: ReadonlyMap<string, number> = new Map([
  ['text', 20_000],
  ['conclusion', 10_000],
  ['reaction', 10_000],
  ['valueText', 10_000],
  ['reply', 5_000],
]);

/** Most characters of a text that our subgraphs are given, by the field's name: of any that nobody has thought of, a paragraph. */
export function longestText(field: string): number {
  return pages.get(field) ?? 1_000;
}
