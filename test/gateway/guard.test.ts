import { WaslError } from '@wasl/schema/errors.ts';
import { Cancellation } from '@wasl/gateway/core/cancellation';
import { type Eventually, whenThere } from '@wasl/gateway/core/eventually';
import type { ExecutedResult } from '@wasl/gateway/core/executedResult';
import type { Guard, GuardedFetch, Refusal, Refusals } from '@wasl/gateway/execution/guard/guard';
import { createPrepare } from '@wasl/gateway/pipeline/documents/prepareOperation';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { type LoadedSupergraph, loadSupergraph } from '@wasl/gateway/supergraph/loadSupergraph';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { federationLink } from '../support/fieldRuleSuite.ts';
import { type PlainSubgraph, type RunningSubgraphs, startTestSubgraphs } from '../support/startTestSubgraphs.ts';

const registrySdl = `${federationLink}
  type Query { patients: [Patient!]! patient(id: ID!): Patient }
  type Mutation { rename(id: ID!, name: String!): Patient touch: Int }
  type Patient @key(fields: "id") { id: ID! name: String }`;
const recordsSdl = `${federationLink}
  type Patient @key(fields: "id") { id: ID! diagnoses(first: Int): [Diagnosis!] allergies: [String!] }
  type Diagnosis { text: String label: String }`;
const patientOf = (id: string) => ({ __typename: 'Patient', id, name: `Name ${id}` });
let renamed: string[] = [];

const subgraphs: PlainSubgraph[] = [
  {
    name: 'registry',
    sdl: registrySdl,
    resolvers: {
      Query: {
        patients: () => ['1', '2', '3'].map(patientOf),
        patient: (_: unknown, { id }: { id: string }) => patientOf(id),
      },
      Mutation: {
        rename: (_: unknown, { id, name }: { id: string; name: string }) => (renamed.push(name), patientOf(id)),
        touch: () => 1,
      },
      Patient: { __resolveReference: ({ id }: { id: string }) => patientOf(id) },
    },
  },
  {
    name: 'records',
    sdl: recordsSdl,
    resolvers: {
      Patient: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        diagnoses: ({ id }: { id: string }) => [
          { text: `Cough of ${id}`, label: 'N' },
          { text: `Secret of ${id}`, label: 'R' },
        ],
        allergies: ({ id }: { id: string }) => [`Allergy of ${id}`],
      },
    },
  },
];

let running: RunningSubgraphs;
let supergraph: LoadedSupergraph;

beforeAll(async () => {
  running = await startTestSubgraphs(subgraphs);
  const composition = composeSupergraph(running.sources);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  supergraph = await loadSupergraph(composition.supergraphSdl, {
    createPrepare: (schema) =>
      createPrepare(schema, { introspection: true, maxTokens: 1_000, maxDepth: 20, maxFields: 100 }),
    subgraphUrls: new Map(),
    hasTokenVerifier: false,
  });
});

beforeEach(() => {
  running.asked.length = 0;
  renamed = [];
});

afterAll(async () => {
  await supergraph?.close();
  await running?.stop();
});

/** A guard that says no more before a fetch than what it refuses. */
type PlainGuard = Partial<Pick<Guard, 'beforeMerge' | 'beforeRelease'>> & {
  beforeFetch?(...asked: Parameters<Guard['beforeFetch']>): Refusals | Promise<Refusals>;
};

const allowAll = { beforeFetch: (): Refusals => [], beforeMerge: () => [], beforeRelease: () => [] };
/** Whether guards answer later; else what they say at once is there at once. */
let isLate = false;
const answered = <Said>(say: () => Eventually<Said>): Eventually<Said> =>
  isLate ? Promise.resolve().then(say) : say();
const guardOf = ({
  beforeFetch = allowAll.beforeFetch,
  beforeMerge = allowAll.beforeMerge,
  beforeRelease = allowAll.beforeRelease,
}: PlainGuard): Guard => ({
  beforeFetch: (...asked) => answered(() => whenThere(beforeFetch(...asked), (refusals) => ({ refusals }))),
  beforeMerge: (...came) => answered(() => beforeMerge(...came)),
  beforeRelease: (data) => answered(() => beforeRelease(data)),
});
const denied = () => new WaslError('FORBIDDEN');
const refuse = (index: number, ...path: Refusal['path']): Refusal => ({ index, path, error: denied() });

function operationOf(query: string, guard: PlainGuard | undefined, variables: Record<string, unknown>) {
  const prepared = supergraph.prepare({ query, headers: {}, variables });
  return {
    ...prepared,
    cacheKey: prepared.hash,
    variables,
    subgraphHeaders: { 'content-type': 'application/json' },
    cancellation: new Cancellation(),
    guard: guard && guardOf(guard),
  };
}

async function run(query: string, guard?: PlainGuard, variables: Record<string, unknown> = {}) {
  return told(await supergraph.executor.execute(operationOf(query, guard, variables)));
}

function told({ data, errors = [] }: ExecutedResult) {
  const codes = errors.map(({ path, originalError }) => [
    path?.join('.'),
    originalError instanceof WaslError ? originalError.code : String(originalError),
  ]);
  return { data: JSON.parse(JSON.stringify(data)) as unknown, errors: codes };
}

const idsAsked = () =>
  running.asked
    .filter(({ subgraph }) => subgraph === 'records')
    .map(({ variables }) => (variables['representations'] as { id: string }[]).map(({ id }) => id));

describe.each([
  { when: 'at once', late: false },
  { when: 'later', late: true },
])('a guard that answers $when', ({ late }) => {
  beforeEach(() => void (isLate = late));
  test('an entity that is refused is not asked about; the others are', async () => {
    const seen: GuardedFetch[] = [];
    const answer = await run('{ patients { name allergies } }', {
      async beforeFetch(fetch, objects) {
        seen.push(fetch);
        return fetch.isEntities ? objects.flatMap(({ id }, index) => (id === '2' ? [refuse(index)] : [])) : [];
      },
    });
    expect(answer).toEqual({
      data: {
        patients: [
          { name: 'Name 1', allergies: ['Allergy of 1'] },
          { name: 'Name 2', allergies: null },
          { name: 'Name 3', allergies: ['Allergy of 3'] },
        ],
      },
      errors: [['patients.1', 'FORBIDDEN']],
    });
    expect(idsAsked()).toEqual([['1', '3']]);
    expect(seen.map(({ subgraph, isEntities }) => [subgraph, isEntities])).toEqual([
      ['registry', false],
      ['records', true],
    ]);
  });

  test('a field that is refused of some entities is asked for of the others alone, with its variables', async () => {
    const answer = await run(
      'query ($first: Int) { patients { it: diagnoses(first: $first) { text } allergies } }',
      {
        beforeFetch: ({ isEntities }, objects) =>
          isEntities ? objects.flatMap(({ id }, index) => (id === '1' ? [] : [refuse(index, 'w_it')])) : [],
      },
      { first: 5 },
    );
    expect(answer).toMatchObject({
      data: {
        patients: [
          { it: [{ text: 'Cough of 1' }, { text: 'Secret of 1' }], allergies: ['Allergy of 1'] },
          { it: null, allergies: ['Allergy of 2'] },
          { it: null, allergies: ['Allergy of 3'] },
        ],
      },
      errors: [
        ['patients.1.it', 'FORBIDDEN'],
        ['patients.2.it', 'FORBIDDEN'],
      ],
    });
    const asked = running.asked.filter(({ subgraph }) => subgraph === 'records');
    const withDiagnoses = asked.filter(({ query }) => query.includes('diagnoses'));
    expect(withDiagnoses.map(({ variables }) => variables)).toEqual([
      { first: 5, representations: [{ __typename: 'Patient', id: '1' }] },
    ]);
    expect(asked.filter(({ query }) => !query.includes('diagnoses'))).toEqual([
      expect.objectContaining({
        variables: {
          representations: [
            { __typename: 'Patient', id: '2' },
            { __typename: 'Patient', id: '3' },
          ],
        },
      }),
    ]);
  });

  test('where all that a fetch selects is refused, nobody is asked', async () => {
    const answer = await run('{ patients { name allergies } }', {
      beforeFetch: ({ isEntities }, objects) =>
        isEntities ? objects.map((_, index) => refuse(index, 'allergies')) : [],
    });
    expect(answer.errors).toEqual([0, 1, 2].map((index) => [`patients.${index}.allergies`, 'FORBIDDEN']));
    expect(idsAsked()).toEqual([]);
  });

  test('a mutation that is refused does not run; those beside it do', async () => {
    const answer = await run('mutation { rename(id: "1", name: "X") { name } touch }', {
      beforeFetch: ({ isMutation, query }) => (isMutation && query.includes('rename') ? [refuse(0, 'w_rename')] : []),
    });
    expect(answer).toEqual({ data: { rename: null, touch: 1 }, errors: [['rename', 'FORBIDDEN']] });
    expect(renamed).toEqual([]);
  });

  test('what came back is looked at before it is merged, and goes no further', async () => {
    const answer = await run('{ patients { diagnoses { text label } } }', {
      beforeMerge: ({ isEntities }, received) =>
        isEntities
          ? received.flatMap((entity, index) =>
              ((entity?.['w_diagnoses'] ?? []) as { label: string }[]).flatMap(({ label }, item) =>
                label === 'R' && index === 1 ? [refuse(index, 'w_diagnoses', item, 'text')] : [],
              ),
            )
          : [],
    });
    expect(answer.errors).toEqual([['patients.1.diagnoses.1.text', 'FORBIDDEN']]);
    expect(JSON.stringify(answer.data)).not.toContain('Secret of 2');
    expect(JSON.stringify(answer.data)).toContain('Secret of 1');
  });

  test('a whole object that is refused when it came back is null', async () => {
    const answer = await run('{ patient(id: "7") { name allergies } }', {
      beforeMerge: ({ isEntities }) => (isEntities ? [refuse(0)] : []),
    });
    expect(answer).toEqual({
      data: { patient: { name: 'Name 7', allergies: null } },
      errors: [['patient', 'FORBIDDEN']],
    });
  });

  test('an answer is looked at once more before it leaves', async () => {
    const answer = await run('{ patients { n: name } }', {
      beforeRelease: async ({ patients }) =>
        (patients as { w_n: string }[]).flatMap(({ w_n }, index) =>
          w_n === 'Name 3' ? [refuse(0, 'patients', index, 'w_n')] : [],
        ),
    });
    expect(answer).toEqual({
      data: { patients: [{ n: 'Name 1' }, { n: 'Name 2' }, { n: null }] },
      errors: [['patients.2.n', 'FORBIDDEN']],
    });
  });

  test('a guard that fails refuses: no decision, no question and no release', async () => {
    const fail = () => {
      throw new WaslError('FORBIDDEN');
    };
    const unasked = await run('{ patients { name allergies } }', {
      beforeFetch: ({ isEntities }) => (isEntities ? fail() : []),
    });
    expect(unasked.errors).toEqual([0, 1, 2].map((index) => [`patients.${index}.allergies`, 'FORBIDDEN']));
    expect(idsAsked()).toEqual([]);
    const unmerged = await run('{ patients { name allergies } }', {
      beforeMerge: ({ isEntities }) => (isEntities ? Promise.reject(denied()) : []),
    });
    expect(JSON.stringify(unmerged.data)).not.toContain('Allergy');
    await expect(run('{ patients { name } }', { beforeRelease: fail })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('parts that are put off are looked at as the first answer is', async () => {
    const query = '{ patients { name ... @defer { allergies } } }';
    const guard: PlainGuard = {
      beforeFetch: ({ isEntities }, objects) =>
        isEntities ? objects.flatMap(({ id }, index) => (id === '2' ? [refuse(index)] : [])) : [],
      beforeRelease: ({ patients }) =>
        (patients as { id: string; allergies?: unknown }[]).flatMap(({ id, allergies }, index) =>
          id === '3' && allergies ? [refuse(0, 'patients', index, 'allergies')] : [],
        ),
    };
    const { first, more } = await supergraph.executor.executeInParts(operationOf(query, guard, {}));
    expect(told(first).data).toEqual({ patients: ['1', '2', '3'].map((id) => ({ name: `Name ${id}` })) });
    const parts = [];
    for await (const part of more ?? []) parts.push(...part);
    const values = parts.map(({ path, data, errors }) => [path.join('.'), data, errors?.map((error) => error.path)]);
    expect(values.sort()).toEqual([
      ['patients.0', { allergies: ['Allergy of 1'] }, undefined],
      ['patients.1', { allergies: null }, [['patients', 1]]],
      ['patients.2', { allergies: null }, [['patients', 2, 'allergies']]],
    ]);
    expect(idsAsked()).toEqual([['1', '3']]);
  });

  test('without a guard, and with one that refuses nothing, answers and questions are the same', async () => {
    const query = '{ patients { name diagnoses { text } allergies } }';
    const plain = await run(query);
    const questions = running.asked.map(({ query: text, variables }) => [text, variables]);
    running.asked.length = 0;
    expect(await run(query, {})).toEqual(plain);
    expect(running.asked.map(({ query: text, variables }) => [text, variables])).toEqual(questions);
  });

  test('an entity that completes two places is looked at once', async () => {
    const looked: unknown[] = [];
    const answer = await run('{ patients { allergies } patient(id: "2") { allergies } }', {
      beforeMerge: ({ isEntities }, _, objects) => {
        if (isEntities) looked.push(...objects.map(({ id }) => id));
        return [];
      },
    });
    expect(looked.sort()).toEqual(['1', '2', '3']);
    expect(answer).toMatchObject({ data: { patient: { allergies: ['Allergy of 2'] } }, errors: [] });
  });
});
