import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Behaviour } from '../support/behaviour.ts';
import type { SubgraphSdl } from './federationFacts.ts';

/** A federation to ask random questions of. */
export interface TestedFederation {
  name: string;
  subgraphs: SubgraphSdl[];
}

const behaviours = fileURLToPath(new URL('..', import.meta.url));
const national = fileURLToPath(new URL('../../../schema/subgraphs/', import.meta.url));

/** The schemas of these behaviours, over random data. */
export async function behaviourFederations(names: readonly string[]): Promise<TestedFederation[]> {
  return Promise.all(
    names.map(async (name) => {
      const { subgraphs } = (await import(`${behaviours}${name}/subgraphs.ts`)) as Pick<Behaviour, 'subgraphs'>;
      return { name, subgraphs: subgraphs.map((subgraph) => ({ name: subgraph.name, sdl: subgraph.sdl })) };
    }),
  );
}

/** The national schema, without the marks by which the gateway alone finds objects: nothing else has `node`. */
export function nationalFederation(): TestedFederation {
  const subgraphs = readdirSync(national)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => ({
      name: file.replace('.graphql', ''),
      sdl: readFileSync(`${national}${file}`, 'utf8').replaceAll(/\s@node\(ids: "[^)]*\)/g, ''),
    }));
  return { name: 'national', subgraphs };
}

/** Twelve subgraphs around one patient and one another: each type is in two or three of them, and much requires something. */
export function largeFederation(): TestedFederation {
  const count = 12;
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12",
    import: ["@key", "@external", "@requires", "@shareable", "@provides"])`;
  const subgraphs = Array.from({ length: count }, (_, index) => {
    const next = (index + 1) % count;
    const before = (index + count - 1) % count;
    return {
      name: `s${index}`,
      sdl: `${link}
        type Query { patient${index}(id: ID!): Patient list${index}(first: Int = 3, kind: Kind): [Record${index}!]! now: String @shareable }
        enum Kind { A B C }
        interface Record { id: ID! at: String }
        type Patient @key(fields: "id") {
          id: ID!
          name: String @shareable
          field${index}(kind: Kind = A): String
          field${before}(kind: Kind = A): String @external
          level${index}: Int! @requires(fields: "field${before}(kind: ${index % 2 ? 'B' : 'A'})")
          records${index}(first: Int): [Record${index}!]
          linked${index}: [Record]!
        }
        type Record${index} implements Record @key(fields: "id") { id: ID! at: String value${index}: Float owner: Patient! next: Record${next} }
        type Record${next} implements Record @key(fields: "id") { id: ID! at: String @shareable note${index}: String! }`.replace(
        'at: String value',
        'at: String @shareable value',
      ),
    };
  });
  return { name: 'large', subgraphs };
}
