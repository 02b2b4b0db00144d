import { type FieldName, fieldNames, mayRead, type Rules, type TestCaller, valueOf } from './chart.ts';

interface Place {
  key: string;
  field: FieldName;
  /** A variable that includes the field, or skips it. */
  condition: '' | '@include(if: $yes)' | '@include(if: $no)' | '@skip(if: $yes)' | '@skip(if: $no)';
  how: 'plain' | 'inline' | 'named' | 'defer';
}

interface Root {
  key: string;
  ids: readonly string[];
  isList: boolean;
  places: readonly Place[];
}

export interface TestOperation {
  query: string;
  variables: Record<string, unknown>;
  roots: readonly Root[];
}

export const variables = { yes: true, no: false };

/** An operation of its own for each number, always the same: roots, aliases, fragments and conditions vary. */
export function operationAt(index: number, { isDeferring = false } = {}): TestOperation {
  const pick = createPick(index);
  const rootCount = 1 + pick(2);
  const roots = Array.from({ length: rootCount }, (_, number): Root => {
    const isList = pick(3) === 0;
    const ids = isList ? ['1', '2', String(3 + pick(5))] : [String(pick(9))];
    return { key: `r${number}`, ids, isList, places: placesOf(pick, isDeferring) };
  });
  const body = roots.map(rootText).join(' ');
  const fragments = roots.map(fragmentText).join(' ');
  const used = ['yes', 'no'].filter((name) => `${body}${fragments}`.includes(`$${name}`));
  const declared = used.length === 0 ? '' : `(${used.map((name) => `$${name}: Boolean!`).join(', ')})`;
  return {
    query: `query Q${index}${declared} { ${body} } ${fragments}`,
    variables: Object.fromEntries(Object.entries(variables).filter(([name]) => used.includes(name))),
    roots,
  };
}

function placesOf(pick: (below: number) => number, isDeferring: boolean): Place[] {
  const fields = fieldNames.filter(() => pick(3) > 0);
  const keys = [...fields];
  // Keys change places, so that each field may stand under another's name.
  for (let at = keys.length - 1; at > 0; at -= 1) {
    const other = pick(4) === 0 ? pick(at + 1) : at;
    [keys[at], keys[other]] = [keys[other] as FieldName, keys[at] as FieldName];
  }
  const conditions = [
    '',
    '',
    '',
    '@include(if: $yes)',
    '@include(if: $no)',
    '@skip(if: $yes)',
    '@skip(if: $no)',
  ] as const;
  const ways = isDeferring ? (['plain', 'defer', 'defer'] as const) : (['plain', 'plain', 'inline', 'named'] as const);
  return fields.map((field, at) => ({
    key: keys[at] as string,
    field,
    condition: isDeferring ? '' : (conditions[pick(conditions.length)] ?? ''),
    how: ways[pick(ways.length)] ?? 'plain',
  }));
}

function rootText({ key, ids, isList, places }: Root): string {
  const field = isList ? `patients(ids: ${JSON.stringify(ids)})` : `patient(id: "${ids[0]}")`;
  const named = places.some(({ how }) => how === 'named') ? `...F${key}` : '';
  const texts = places.map((place) => {
    if (place.how === 'named') return '';
    if (place.how === 'inline') return `... on Patient { ${placeText(place)} }`;
    return place.how === 'defer' ? `... @defer { ${placeText(place)} }` : placeText(place);
  });
  return `${key}: ${field} { id ${texts.join(' ')} ${named} }`;
}

function fragmentText({ key, places }: Root): string {
  const named = places.filter(({ how }) => how === 'named');
  return named.length === 0 ? '' : `fragment F${key} on Patient { ${named.map(placeText).join(' ')} }`;
}

function placeText({ key, field, condition }: Place): string {
  return `${key}: ${field} ${condition}`;
}

/** What a caller is to be answered under some rules, as it goes over the wire. Errors are in the order of their paths. */
export function expectedOf({ roots }: TestOperation, caller: TestCaller, rules: Rules): unknown {
  const errors: unknown[] = [];
  const patientOf = (id: string, places: readonly Place[], path: readonly (string | number)[]) => {
    const asked = places.filter(({ condition }) => isIncluded(condition));
    const entries = asked.map(({ key, field }) => {
      if (mayRead(caller, field, rules)) return [key, valueOf(field, id, caller.name)];
      errors.push({ path: [...path, key].join('.'), code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
      return [key, null];
    });
    return Object.fromEntries([['id', id], ...entries]) as unknown;
  };
  const data = Object.fromEntries(
    roots.map(({ key, ids, isList, places }) => {
      const patients = ids.map((id, at) => patientOf(id, places, isList ? [key, at] : [key]));
      return [key, isList ? patients : patients[0]];
    }),
  );
  return comparable({ data, errors });
}

/** A body's data and errors, without what does not matter here: the places in the document, the order of errors. */
export function comparable(body: { data?: unknown; errors?: unknown }): unknown {
  const errors = (body.errors ?? []) as { path: unknown; code?: string; extensions?: { code: string } }[];
  const listed = errors.map(({ path, code, extensions }) => ({
    path: Array.isArray(path) ? path.join('.') : path,
    code: code ?? extensions?.code,
  }));
  return { data: body.data, errors: listed.sort((a, b) => (String(a.path) < String(b.path) ? -1 : 1)) };
}

function isIncluded(condition: Place['condition']): boolean {
  return condition === '' || condition === '@include(if: $yes)' || condition === '@skip(if: $no)';
}

/** Numbers that follow from a seed, below a bound. */
function createPick(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 40_503) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
