import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../core/jsonObject.ts';
import { ask, cameOf, type Probed, type Reply } from './ask.ts';
import { type Came, type CheckName, fault, type Finding, pass, skipped } from './findings.ts';
import type { ProbedEntity } from './probedSchema.ts';

/** An entity as the gateway names it: its type and its key. */
export type Representation = Readonly<Record<string, unknown>>;

const manyKeys = 500;
const mostTold = 5;

/** Whether `_entities` answers as gateways rely on. `examples` are entities that there are. */
export async function checkEntities(
  probed: Probed,
  entities: readonly ProbedEntity[],
  examples: readonly Representation[],
): Promise<Finding[]> {
  const checks: CheckName[] = ['unknown_keys', 'order', 'own_keys', 'one_bad_key', 'many_keys'];
  if (entities.length === 0) return checks.map(skipped);
  const ofProbe = (representations: readonly Representation[]) => askFor(probed, entities, representations);
  const unknown = entities.flatMap((entity) => [entity.representation(1), entity.representation(2)]);
  const asked = [...examples, ...unknown];
  const some = await ofProbe(asked);
  const [order, ownKeys] = checkPlaces(asked, some);
  return [
    checkUnknown(unknown, await ofProbe(unknown)),
    order,
    ownKeys,
    await checkOneBad(asked, listIn(some), ofProbe),
    await checkMany(entities, examples, ofProbe),
  ];
}

function askFor(
  probed: Probed,
  entities: readonly ProbedEntity[],
  representations: readonly Representation[],
): Promise<Reply> {
  const named = new Set(representations.map((each) => each['__typename']));
  const wanted = entities.filter(({ type }) => named.has(type));
  const selections = wanted.map(({ type, selection }) => `... on ${type} ${selection}`);
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${selections.join(' ')} } }`;
  return ask(probed, query, { representations });
}

/** The entities of an answer, each an object or null; undefined where it has no such list. */
function listIn(reply: Reply): readonly unknown[] | undefined {
  const list = reply.kind === 'answer' ? reply.data?.['_entities'] : undefined;
  return Array.isArray(list) ? (list as unknown[]) : undefined;
}

/** A key that nobody has is null; a type that others own may also be answered as it was asked for. */
function checkUnknown(asked: readonly Representation[], reply: Reply): Finding {
  const list = listIn(reply);
  if (!list || reply.kind !== 'answer' || reply.errors.length > 0) return fault('unknown_keys', cameOf(reply));
  const made = asked.filter((each, index) => list[index] !== null && !isOf(each, list[index]));
  return made.length > 0 ? fault('unknown_keys', other('keys', made)) : pass('unknown_keys');
}

/** Whether each stands where it was asked for, and bears the key by which. */
function checkPlaces(asked: readonly Representation[], reply: Reply): [order: Finding, ownKeys: Finding] {
  const list = listIn(reply);
  if (!list) return [fault('order', cameOf(reply)), fault('own_keys', cameOf(reply))];
  if (list.length !== asked.length)
    return [fault('order', lengthOf(asked, list)), fault('own_keys', lengthOf(asked, list))];
  const told = asked.filter((_, index) => list[index] !== null);
  if (told.length === 0) return [skipped('order'), skipped('own_keys')];
  const misplaced = asked.filter((each, index) => !isOf(each, list[index]));
  const elsewhere = misplaced.filter((each) => list.some((found) => isOf(each, found)));
  const foreign = list.filter((found) => found !== null && !asked.some((each) => isOf(each, found)));
  return [
    elsewhere.length > 0
      ? fault('order', other('order', elsewhere))
      : told.length > 1
        ? pass('order')
        : skipped('order'),
    foreign.length > 0
      ? fault('own_keys', {
          kind: 'other',
          what: 'keys',
          items: foreign.slice(0, mostTold).map((each) => JSON.stringify(each)),
        })
      : pass('own_keys'),
  ];
}

/** What cannot be found must not take the others along: a type that there is not, and a key that is none. */
async function checkOneBad(
  good: readonly Representation[],
  before: readonly unknown[] | undefined,
  askAgain: (asked: readonly Representation[]) => Promise<Reply>,
): Promise<Finding> {
  const bads: Representation[] = [
    { __typename: 'WaslProbeNoSuchType', id: '1' },
    { __typename: good[0]?.['__typename'] },
  ];
  const [first, ...rest] = good;
  for (const bad of bads) {
    const reply = await askAgain([first ?? bad, bad, ...rest]);
    const list = listIn(reply);
    if (!list) return fault('one_bad_key', cameOf(reply));
    if (list.length !== good.length + 1) return fault('one_bad_key', lengthOf([...good, bad], list));
    const [head, , ...tail] = list;
    const now = [head, ...tail];
    const lost = good.filter((_, index) => before?.[index] !== null && now[index] === null);
    if (lost.length > 0) return fault('one_bad_key', other('lost', lost));
  }
  return pass('one_bad_key');
}

async function checkMany(
  entities: readonly ProbedEntity[],
  examples: readonly Representation[],
  askAgain: (asked: readonly Representation[]) => Promise<Reply>,
): Promise<Finding> {
  const asked = Array.from({ length: manyKeys }, (_, index): Representation => {
    const example = index % 50 === 0 ? examples[(index / 50) % Math.max(1, examples.length)] : undefined;
    return example ?? entities[index % entities.length]!.representation(index + 3);
  });
  const reply = await askAgain(asked);
  const list = listIn(reply);
  if (!list) return fault('many_keys', cameOf(reply));
  if (list.length !== asked.length) return fault('many_keys', lengthOf(asked, list));
  const lost = asked.filter((each, index) => examples.includes(each) && list[index] === null);
  return lost.length > 0 ? fault('many_keys', other('lost', lost)) : pass('many_keys');
}

/** Whether an entity bears the key by which it was asked for. An ID may have been asked for as a number. */
function isOf(asked: Representation, found: unknown): boolean {
  if (!isJsonObject(found)) return false;
  const inner = (value: unknown, told: unknown): boolean =>
    isJsonObject(value)
      ? isJsonObject(told) && Object.entries(value).every(([name, each]) => inner(each, told[name]))
      : isDeepStrictEqual(value, told) || String(value) === String(told);
  return Object.entries(asked).every(([name, value]) => !(name in found) || inner(value, found[name]));
}

function lengthOf(asked: readonly unknown[], list: readonly unknown[]): Came {
  return { kind: 'other', what: 'length', items: [String(asked.length), String(list.length)] };
}

function other(what: 'order' | 'keys' | 'lost', items: readonly Representation[]): Came {
  return { kind: 'other', what, items: items.slice(0, mostTold).map((each) => JSON.stringify(each)) };
}
