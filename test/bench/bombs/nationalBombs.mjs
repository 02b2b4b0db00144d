// What one signed-in person can make of the national schema, to do harm.
import { loadSource } from '../demo/product.mjs';

const nested = (open, inner, times) =>
  `${open.repeat(times)} ${inner} ${'}'.repeat((open.match(/\{/g)?.length ?? 0) * times)}`;

/** Deep ones are refused for their cost; of those that are less deep some are answered. */
const depths = [6, 13];
const newOperations = 60;

/** @returns each kind: its operations once, those of a flood, and how many are sent at once */
export async function nationalBombs(ask, healthId) {
  const { buildClientSchema, getIntrospectionQuery, writeBombs } = await loadSource(`
    export { buildClientSchema, getIntrospectionQuery } from 'graphql';
    export { writeBombs } from './test/security/schemaBombs.ts';`);
  const { data } = await ask(getIntrospectionQuery());
  const schema = buildClientSchema(data);
  const values = { healthId: JSON.stringify(healthId) };
  const kinds = depths.flatMap((depth) => writeBombs(schema, { depth, values })).map(({ query }) => query);
  const refused = [
    `{ me { patient { ${nested('dependants { guardians { ', 'healthId', 6)} } } }`,
    `{ patient(healthId: "${healthId}") { ${nested('encounters(first: 100) { edges { node { patient { ', 'healthId', 12)} } }`,
  ];
  const unseen = neverSeen(healthId);
  return [
    {
      name: 'families of families, 13 deep; visits of the patients of visits, 12 deep',
      together: 1,
      once: refused,
      flood: refused,
    },
    {
      name: `every cycle and list of the schema, ${depths.join(' and ')} deep`,
      together: 1,
      once: kinds,
      flood: kinds,
    },
    {
      name: `${newOperations} new operations at once`,
      together: newOperations,
      once: Array.from({ length: newOperations }, () => unseen.next().value),
      flood: unseen,
    },
  ];
}

const fields = ['sex', 'birthDate', 'isDeceased', 'nameAr', 'nameEn', 'healthId'];

/** Without end: each has an alias that none before it had, and so a plan of its own. */
function* neverSeen(healthId) {
  for (let number = 0; ; number += 1) {
    const own = fields.map((name, at) => `n${number}x${at}: healthId`).join(' ');
    yield `query New${number} { patient(healthId: "${healthId}") { ${own} encounters(first: 2) { edges { node { n${number}: id } } } conditions(first: 2) { edges { node { n${number}: id } } } prescriptions(first: 2) { edges { node { n${number}: id } } } } }`;
  }
}
