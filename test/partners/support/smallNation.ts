import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** An SDL with what the small nation's subgraphs need. */
export const schema = (body: string) => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@authenticated"])
${body}`;

/** An SDL whose fields may be public. */
export const publicSdl = (body: string) => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@composeDirective"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@public"])
  @composeDirective(name: "@public")
directive @public on OBJECT | FIELD_DEFINITION | INTERFACE | ENUM | SCALAR
${body}`;

export const bedsSdl = schema('type Query { beds: Int @authenticated }');

/** Who owns what where there are only beds, and meals that join. */
export const ownershipYaml = `subgraphs:
  beds: { ministry: { en: Ours, ar: وزارتنا }, fields: [Query.beds] }
  meals: { ministry: { en: Theirs, ar: وزارتهم }, fields: [Query.meals, Query.lunches] }
`;

/** The keys of those who act, and what `keys.json` says of them. */
export function makeKeys(known: Record<string, { publishes: string[]; approves: string[] }>) {
  const pairs = Object.entries(known).map(([name, allowed]) => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const text = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    return { name, privateKey, entry: { publicKey: text, ...allowed } };
  });
  const keys = Object.fromEntries(pairs.map(({ name, entry }) => [name, entry]));
  const privateKeys = new Map<string, KeyObject>(pairs.map(({ name, privateKey }) => [name, privateKey]));
  return { keys, as: (name: string) => ({ name, privateKey: privateKeys.get(name)! }) };
}
