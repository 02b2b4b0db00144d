import { fileURLToPath } from 'node:url';
import { recordCategories } from '@wasl/gateway/records/recordQuestion';
import { isRole, type Role, roles } from '@wasl/schema/roles.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askInParts } from '../../gateway/support/askInParts.ts';
import { openSocketClient } from '../../gateway/support/streamClients.ts';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';
import { assemble, type Body } from './assemble.ts';
import { type Asking, authors, everyAsking, type Expected, expectedOf, refusalOfWriting } from './cells.ts';
import { matrixSubgraphs, written } from './matrixSubgraphs.ts';

// Every cell of the matrix of roles, purposes, categories, labels, authorship, consent and relationships, asked from outside.

const policiesDir = fileURLToPath(new URL('../../../schema/policies', import.meta.url));
const timeoutMs = 120_000;
const allRoles = Object.keys(roles).filter(isRole);

let issuer: TestIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(matrixSubgraphs, {
    tokens: { jwksUrl: issuer.jwksUrl },
    policiesDir,
    gatewaySecret: 'a master secret that only this test has',
    facts: { ttlMs: 0 },
  });
});
beforeEach(() => void (gateway.subgraphs.asked.length = 0));
afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

const lists = recordCategories.map((name) => `${name} { name }`).join(' ');
const query = `query ($ids: [ID!]!) { patients(ids: $ids) { healthId ${lists} } }`;
const deferring = `query ($ids: [ID!]!) { patients(ids: $ids) { healthId ... @defer { ${lists} } } }`;

type Send = (asking: Asking, held?: readonly Role[], names?: boolean) => Promise<Body>;

async function headersOf({ role, purpose }: Asking, held: readonly Role[] = [role], names = held.length > 1) {
  const token = await issuer.headersFor({ roles: held, facility_id: 'F-DI-001', practitioner_id: authors.me });
  return { ...token, 'x-purpose-of-use': purpose, ...(names && { 'x-wasl-role': role }) };
}

const overHttp: Send = async (asking, ...as) => {
  const headers = await headersOf(asking, ...as);
  return (await gateway.ask(query, { headers, variables: { ids: asking.patients } })) as Body;
};

const overWebSocket: Send = async (asking, ...as) => {
  const client = openSocketClient(gateway.url, await headersOf(asking, ...as));
  try {
    const results = client.iterate({ query, variables: { ids: asking.patients } });
    return (await results.next()).value as Body;
  } finally {
    await client.dispose();
  }
};

const inParts: Send = async (asking, ...as) => {
  const headers = await headersOf(asking, ...as);
  const { parts } = await askInParts(gateway.url, deferring, { ids: asking.patients }, undefined, headers);
  expect(parts.length).toBeGreaterThan(1);
  return assemble(parts);
};

/** What came of a patient's records of a category, in the words of what must. */
function foundIn({ data, errors = [] }: Body, patient: number, category: string): Omit<Expected, 'isAsked'> {
  const list = data?.patients[patient]?.[category] as ({ name: string } | null)[] | null;
  const told = errors
    .filter(({ path }) => path[0] === 'patients' && path[1] === patient && path[2] === category)
    .map(({ path, extensions }) => [path[3], `${extensions.code} ${extensions.wouldBreakGlassHelp}`] as const);
  if (list === null) return { error: told.map(([item, error]) => `${item === undefined ? '' : item}${error}`).join() };
  const inOrder = told.toSorted(([a = 0], [b = 0]) => Number(a) - Number(b));
  return { items: list.map((item) => item && item.name), errors: inOrder as [number, string][] };
}

/** Which categories of which patients their owner was asked for. */
function askedOfOwner(): Set<string> {
  const asked = gateway.subgraphs.asked.filter(({ subgraph }) => subgraph === 'owner');
  return new Set(
    asked.flatMap(({ query: text, variables }) => {
      const names = recordCategories.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
      const people = variables['representations'] as { healthId: string }[];
      return people.flatMap(({ healthId }) => names.map((name) => `${healthId} ${name}`));
    }),
  );
}

/** Asks, and answers how many cells were asked and which of them came out otherwise than they must. */
async function check(asking: Asking, send: Send, ...as: [held?: readonly Role[], names?: boolean]) {
  gateway.subgraphs.asked.length = 0;
  const body = await send(asking, ...as);
  const wrong: unknown[] = [];
  const asked = askedOfOwner();
  asking.patients.forEach((patient, index) => {
    for (const category of recordCategories) {
      const { isAsked, ...expected } = expectedOf(asking, patient, category);
      const found = foundIn(body, index, category);
      const isAsWritten = JSON.stringify(found) === JSON.stringify(expected);
      if (!isAsWritten || asked.has(`${patient} ${category}`) !== isAsked)
        wrong.push({ ...asking, patients: patient, category, expected, found, isAsked });
    }
  });
  return { cells: asking.patients.length * recordCategories.length, wrong: wrong.slice(0, 3) };
}

describe.each([
  ['over HTTP', overHttp],
  ['over a WebSocket', overWebSocket],
  ['in parts that are put off', inParts],
] as const)('what a role reads %s', (_, send) => {
  test.each(allRoles)(
    'as a %s is what docs/privacy.md says, and what is denied is not asked of its owner',
    async (role) => {
      let cells = 0;
      for (const asking of everyAsking(role)) {
        const { wrong, cells: count } = await check(asking, send);
        expect(wrong).toEqual([]);
        cells += count;
      }
      expect(cells).toBeGreaterThan(300);
    },
    timeoutMs,
  );
});

test.each(allRoles)(
  'what a %s writes is what docs/privacy.md says, and what is denied is not written',
  async (role) => {
    for (const asking of everyAsking(role)) {
      const { patients } = asking;
      const cells = patients.flatMap((patient) => recordCategories.map((category) => ({ patient, category })));
      const fields = cells.map(
        ({ patient, category }, index) => `w${index}: write_${category}(healthId: "${patient}")`,
      );
      written.length = 0;
      const headers = await headersOf(asking);
      const { data, errors = [] } = (await gateway.ask(`mutation { ${fields.join(' ')} }`, { headers })) as {
        data: Record<string, true | null>;
        errors?: Body['errors'];
      };
      const told = new Map(
        errors.map(({ path, extensions }) => [path[0], `${extensions.code} ${extensions.wouldBreakGlassHelp}`]),
      );
      const found = cells.map((cell, index) => ({ ...cell, done: data[`w${index}`], error: told.get(`w${index}`) }));
      const expected = cells.map((cell) => {
        const error = refusalOfWriting(asking, cell.patient, cell.category);
        return { ...cell, done: error === undefined ? true : null, error };
      });
      expect(found).toEqual(expected);
      expect(written).toEqual(
        expected.filter(({ done }) => done).map(({ patient, category }) => `${patient} ${category}`),
      );
    }
  },
  timeoutMs,
);

describe('who bears several roles', () => {
  const patients = ['own-none', 'treated-none', 'child-none', 'stranger-permit', 'treated-deny', 'stranger-none'];
  const pairs: [Role, Role][] = [
    ['citizen', 'auditor'],
    ['citizen', 'physician'],
    ['guardian', 'registrar'],
    ['pharmacist', 'nurse'],
    ['emergency', 'statistician'],
    ['partner', 'physician'],
  ];

  test.each(pairs)('as %s and %s acts in the one that is named, and has nothing of the other', async (one, other) => {
    for (const role of [one, other])
      for (const asking of everyAsking(role)) {
        const { wrong } = await check({ ...asking, patients }, overHttp, [one, other]);
        expect(wrong).toEqual([]);
      }
  });

  test.each(pairs)(
    'as %s and %s has nothing while none is named, nor one that they do not bear',
    async (one, other) => {
      const purpose = 'TREAT' as const;
      const stolen = allRoles.find((role) => role !== one && role !== other) as Role;
      const unnamed = await overHttp({ role: one, purpose, patients }, [one, other], false);
      const misnamed = await overHttp({ role: stolen, purpose, patients }, [one, other], true);
      for (const { data, errors = [] } of [unnamed, misnamed]) {
        expect(data?.patients.flatMap((patient) => recordCategories.map((name) => patient[name]))).toEqual(
          patients.flatMap(() => recordCategories.map(() => null)),
        );
        expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_REQUEST']));
      }
      expect(askedOfOwner()).toEqual(new Set());
    },
  );
});
