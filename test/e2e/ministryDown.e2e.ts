import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoStories } from '@wasl/gateway/playground/demoStories';
import type { PlaygroundStory } from '@wasl/gateway/playground/playgroundConfig';
import { root } from '@wasl/kit/paths';
import { storedSubgraphs } from '@wasl/kit/subgraph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nullsIn, readPlaces } from './answerPlaces.ts';
import { type RecordedGraph, type SentAnswer, startRecordedGraph } from './startRecordedGraph.ts';

const places = readPlaces();
const stories = demoStories(Date.now());
const textOf = ({ name }: PlaygroundStory) => readFileSync(join(root, 'schema/operations', `${name}.graphql`), 'utf8');
const isMutation = (story: PlaygroundStory) => /^mutation/m.test(textOf(story));

/** What some stories are there to show. */
const refusals: Record<string, string[]> = {
  strangersChart: ['givenName', 'prescriptions', 'conditions'].map(
    (field) => `patient.${field} NO_TREATMENT_RELATIONSHIP`,
  ),
  prescribeStopped: ['prescribe.prescription SAFETY_ALERT'],
};

/** Everybody whom a story is for; undefined is somebody who has not signed in. */
function readersOf({ persona, alsoFor = [] }: PlaygroundStory): (string | undefined)[] {
  if (persona === undefined && alsoFor.length === 0) return [undefined, 'citizen'];
  return [...new Set([...(persona ? [persona] : []), ...alsoFor])];
}

let graph: RecordedGraph;
const kept = new Map<string, string>();

beforeAll(async () => {
  const unspared = { retryPercent: 0, breakerPercent: 0 };
  graph = await startRecordedGraph({
    transport: { limitsOf: new Map(storedSubgraphs.map((name) => [name, unspared])) },
  });
});
afterAll(() => graph?.stop());

/** A request of a story; sent twice it is the same one. */
function requestOf(story: PlaygroundStory) {
  const filled = JSON.stringify(story.variables).replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    name === 'newKey' ? randomUUID() : (kept.get(name) ?? ''),
  );
  return { query: textOf(story), variables: JSON.parse(filled) as object };
}

function keepFrom({ data }: SentAnswer, keep: NonNullable<PlaygroundStory['keep']>): void {
  let value: unknown = data;
  for (const step of keep.path) {
    const holder = value as Record<string | number, unknown> & { at?(index: number): unknown };
    value = typeof step === 'number' ? holder.at?.(step) : holder[step];
  }
  kept.set(keep.as, String(value));
}

const said = ({ errors }: SentAnswer) => errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`);

/** What an answer with a ministry down lacks of the whole one must have its error; the rest is the same. */
function compare(whole: SentAnswer, part: SentAnswer, down: string, query: string) {
  const before = new Set(nullsIn(whole.data));
  const lost = nullsIn(part.data).filter((path) => !before.has(path));
  const errors = part.errors.filter(({ extensions }) => extensions['subgraph'] === down);
  expect([...new Set(errors.map(({ path }) => path?.join('.')))].sort()).toEqual(lost.sort());
  for (const { extensions, message } of errors) {
    expect([extensions.code, extensions['forPeople']]).toEqual(['SUBGRAPH_UNAVAILABLE', true]);
    expect(message).toBe(places.sentenceOf(down));
  }
  expect(said({ ...part, errors: part.errors.filter((error) => !errors.includes(error)) })).toEqual(
    said(whole).filter((text) => !lost.some((path) => text.startsWith(path))),
  );
  expect(part.data).toEqual(withNulls(whole.data, new Set(lost)));
  for (const path of lost) expect(places.mayLack(path, query, down)).toBe(true);
  expect(part.data).not.toBeNull();
}

/** Whose allergies and illnesses medicines are checked against, and the operations that check. */
const records = 'clinical-records';
const checked = ['prescribe', 'prescribeStopped', 'prescribeAnyway', 'dispense'];

/** Without the patient's allergies nothing is prescribed or dispensed before somebody has asked for them: an alert says so. */
function expectAlert(_: SentAnswer, part: SentAnswer) {
  const [[field, payload] = ['', {}]] = Object.entries(part.data as Record<string, Record<string, unknown>>);
  const outcome = field === 'dispense' ? 'dispense' : 'prescription';
  expect(payload[outcome]).toBeNull();
  expect(said(part)).toEqual([`${field} SUBGRAPH_UNAVAILABLE`, `${field}.${outcome} SAFETY_ALERT`]);
}

/** The data, with null at these paths. */
function withNulls(value: unknown, lost: ReadonlySet<string>, path = ''): unknown {
  if (lost.has(path)) return null;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    withNulls(item, lost, path ? `${path}.${key}` : key),
  ]);
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

describe.each(stories.map((story) => [story.name, story] as const))('the operation %s', (_, story) => {
  const answers = new Map<string | undefined, { request: ReturnType<typeof requestOf>; whole: SentAnswer }>();

  it('is answered whole to everybody whom it is for, and null stands only where the schema allows it', async () => {
    for (const reader of readersOf(story)) {
      const request = requestOf(story);
      const whole = await graph.send(reader, request);
      answers.set(reader, { request, whole });
      expect(said(whole)).toEqual(refusals[story.name] ?? []);
      const unexplained = nullsIn(whole.data).filter(
        (path) => !said(whole).some((text) => text.startsWith(`${path} `)),
      );
      expect(unexplained.filter((path) => places.isSemanticNonNull(path, request.query))).toEqual([]);
    }
    if (story.keep) keepFrom(answers.get(story.persona)!.whole, story.keep);
  });

  it.each(storedSubgraphs)(
    'with %s down holds all that comes from others, and an error at each field that does not',
    async (down) => {
      const isUnsafe = down === records && checked.includes(story.name);
      graph.down.add(down);
      try {
        for (const [reader, { request, whole }] of answers)
          (isUnsafe ? expectAlert : compare)(whole, await graph.send(reader, request), down, request.query);
      } finally {
        graph.down.delete(down);
      }
    },
  );

  it.runIf(isMutation(story))('is the same when it is sent again once all are back', async () => {
    for (const [reader, { request, whole }] of answers)
      expect((await graph.send(reader, request)).data).toEqual(whole.data);
  });
});

describe('an error of a ministry that is down', () => {
  const own = { query: textOf(stories.find(({ name }) => name === 'ownRecord')!) };

  it('names it in the language of the reader, and no address', async () => {
    graph.down.add('identity');
    const tell = (language: string) =>
      graph.send('citizen', { query: '{ me { username } }' }, { 'accept-language': language });
    const answers = [await tell('ar'), await tell('en')];
    graph.down.delete('identity');
    expect(answers).toEqual(
      [
        'لا يأتي جواب حالياً من خدمة الهوية لدى وزارة الاتصالات.',
        "The Ministry of Communications' identity service does not answer at the moment.",
      ].map((message) => ({
        data: { me: null },
        errors: [{ message, path: ['me'], extensions: expect.anything() }],
      })),
    );
    expect(JSON.stringify(answers)).not.toMatch(/127\.0\.0\.1|localhost|http|\d{4,5}/);
  });

  it('stands at what two ministries leave out, each with its own', async () => {
    for (const name of ['pharmacy', 'clinical-records']) graph.down.add(name);
    const { data, errors } = await graph.send('citizen', own);
    graph.down.clear();
    expect(data.me.patient).toMatchObject({ healthId: expect.any(String), summary: null, prescriptions: null });
    expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions['subgraph']]).sort()).toEqual([
      ['me.patient.prescriptions', 'pharmacy'],
      ['me.patient.summary', 'clinical-records'],
    ]);
  });
});
