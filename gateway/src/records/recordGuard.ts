import { WaslError } from '@wasl/schema/errors.ts';
import type { Role } from '@wasl/schema/roles.ts';
import { type ArgumentNode, Kind, type ValueNode } from 'graphql';
import { isJsonObject, type JsonObject, ownValue } from '../core/jsonObject.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { Guard, GuardedFetch, Refusal } from '../execution/guard/guard.ts';
import { readSelections, type SelectedField } from './fetchSelections.ts';
import {
  findRecords,
  type FoundRecord,
  holdsRecords,
  isPatient,
  mayBeRecord,
  patientOf,
  plainLabels,
} from './foundRecords.ts';
import type { OnJudged } from './judgements.ts';
import { type Acting, consentFor, type PatientFacts, type ReadFacts } from './patientFacts.ts';
import type { RecordSchema, RecordType } from './recordDirectives.ts';
import type { DecideRecord, PurposeOfUse, RecordDecision, RecordQuestion } from './recordQuestion.ts';

export interface RecordGuardOptions {
  records: RecordSchema;
  types: SupergraphTypes;
  /** As whom and why the caller asks; called when the first record is judged. @throws WaslError that refuses it */
  readActing(): Acting & { role: Role; purpose: PurposeOfUse };
  readFacts: ReadFacts;
  decide: DecideRecord;
  /** Hears of each decision. */
  onJudged?: OnJudged | undefined;
}

/** What would be asked, or came back, and is about a patient. */
type Judged = FoundRecord & { action: RecordQuestion['action']; stage: 'asked' | 'found' };

/** Decides record by record, for one request: what its caller may ask of whom, and what of the answer may go on. */
export function createRecordGuard(options: RecordGuardOptions): Guard {
  const { records, types } = options;
  let acting: ReturnType<RecordGuardOptions['readActing']> | undefined;
  const known = new Map<string, Promise<PatientFacts | undefined>>();

  async function judge(judged: readonly Judged[]): Promise<Refusal[]> {
    if (judged.length === 0) return [];
    try {
      acting ??= options.readActing();
      const asWhom = acting;
      await readNew(
        asWhom,
        judged.flatMap(({ patient }) => patient ?? []),
      );
      const deciding = judged.map(async (item) => {
        const facts = item.patient === undefined ? undefined : await known.get(item.patient);
        return { item, decision: decide(item, facts, asWhom) };
      });
      return (await Promise.all(deciding)).flatMap(({ item, decision }) => {
        options.onJudged?.({ ...item, outcome: decision, as: asWhom });
        return decision.isPermitted ? [] : [refusalOf(item, decision)];
      });
    } catch (failure) {
      // No decision, no release; what is no record is not touched by that.
      if (!(failure instanceof WaslError)) throw failure;
      for (const item of judged) options.onJudged?.({ ...item, outcome: failure, as: acting });
      return judged.map(({ index, path }) => ({ index, path, error: failure }));
    }
  }

  /** One question to the registry for all patients that nothing is known of yet. */
  async function readNew(asWhom: Acting, patients: readonly string[]): Promise<void> {
    const unknown = [...new Set(patients)].filter((patient) => !known.has(patient));
    if (unknown.length === 0) return;
    const reading = options.readFacts(asWhom, unknown);
    for (const patient of unknown) {
      const own = reading.then((facts) => facts.get(patient));
      // Who asked for them hears of a failure; one that nobody waits for would end the process.
      own.catch(() => undefined);
      known.set(patient, own);
    }
    await reading;
  }

  function decide(
    { action, category, labels }: Judged,
    facts: PatientFacts | undefined,
    asWhom: ReturnType<RecordGuardOptions['readActing']>,
  ): RecordDecision {
    if (!facts) return unknownPatient;
    const { directives, ...rest } = facts;
    const consent = consentFor(directives, category, asWhom);
    const all = { ...rest, consent, isAuthorsSpecialty: false };
    return options.decide({ action, role: asWhom.role, purpose: asWhom.purpose, category, labels, facts: all });
  }

  return {
    beforeFetch: (fetch, objects) => judge(asked(fetch, objects, records, types)),
    beforeMerge(fetch, received, objects) {
      const selected = selectionsOf(fetch, types);
      const found = received.flatMap((object, index) =>
        object ? findRecords(object, objects[index] ?? {}, index, selected, records, types) : [],
      );
      return judge(found.map((item) => ({ ...item, action: 'read', stage: 'found' })));
    },
    beforeRelease: () => [],
  };
}

/** No decision, no release: a record whose patient is not known is nobody's to give. */
const unknownPatient: RecordDecision = {
  isPermitted: false,
  code: 'NO_TREATMENT_RELATIONSHIP',
  wouldBreakGlassHelp: false,
  policy: undefined,
};

function refusalOf({ index, path }: Judged, decision: RecordDecision & { isPermitted: false }): Refusal {
  const { code, wouldBreakGlassHelp } = decision;
  return { index, path, error: new WaslError(code, { wouldBreakGlassHelp }) };
}

/** What a fetch would ask about patients that are known before it is made. */
function asked(
  fetch: GuardedFetch,
  objects: readonly JsonObject[],
  records: RecordSchema,
  types: SupergraphTypes,
): Judged[] {
  const selected = selectionsOf(fetch, types);
  if (!fetch.isEntities) return selected.flatMap((field) => written(field, fetch.variables, records));
  return objects.flatMap((object, index) => {
    const typeName = ownValue(object, '__typename');
    const record = typeof typeName === 'string' ? records.typeOf(typeName) : undefined;
    if (!record || typeof typeName !== 'string') return [];
    const patient = patientOf(object, record);
    // Whose it is may come with this very fetch; then it is judged before it is merged.
    if (patient === undefined) return [];
    return selected
      .filter((field) => types.applies(field.on, typeName))
      .flatMap((field) => categoriesUnder(field, record, [], records, types))
      .map((item) => ({
        ...item,
        index,
        patient,
        labels: plainLabels,
        action: 'read' as const,
        stage: 'asked' as const,
      }));
  });
}

/** The categories that a field of a record asks for, and where. */
function categoriesUnder(
  field: SelectedField,
  record: RecordType,
  above: readonly string[],
  records: RecordSchema,
  types: SupergraphTypes,
): Pick<Judged, 'path' | 'category' | 'fields'>[] {
  if (field.name === '__typename') return [];
  const path = [...above, field.key];
  const output = records.typeOf(field.output);
  if (!output && !holdsRecords(field, records, types))
    return record.keys.has(field.name) ? [] : [{ path, category: record.category, fields: field.alone }];
  // Another patient's fields are asked about that patient, and what may be a record or not is judged when it is there.
  if ((output && isPatient(output)) || mayBeRecord(field.output, records, types)) return [];
  if (output) return [{ path, category: output.category, fields: field.below }];
  return field.below.flatMap((below) => categoriesUnder(below, record, path, records, types));
}

/** The categories that a mutation would write, of the patient that its arguments name. */
function written(field: SelectedField, variables: JsonObject, records: RecordSchema): Judged[] {
  return records.writesOf(field.on, field.name).map(({ category, subject }) => ({
    index: 0,
    path: [field.key],
    category,
    patient: argumentAt(field.arguments, subject, variables),
    labels: plainLabels,
    action: 'write',
    stage: 'asked',
    // What it answers with is judged when it is there.
    fields: [{ ...field, output: '', below: [] }],
  }));
}

function argumentAt(
  given: readonly ArgumentNode[],
  [name, ...path]: readonly string[],
  variables: JsonObject,
): string | undefined {
  const argument = given.find((item) => item.name.value === name);
  return argument && valueAt(argument.value, path, variables);
}

function valueAt(value: ValueNode, path: readonly string[], variables: JsonObject): string | undefined {
  if (value.kind === Kind.VARIABLE) return sentAt(ownValue(variables, value.name.value), path);
  const [name, ...below] = path;
  if (name === undefined) return value.kind === Kind.STRING || value.kind === Kind.INT ? value.value : undefined;
  const field = value.kind === Kind.OBJECT ? value.fields.find((item) => item.name.value === name) : undefined;
  return field && valueAt(field.value, below, variables);
}

function sentAt(value: unknown, path: readonly string[]): string | undefined {
  let found = value;
  for (const step of path) found = isJsonObject(found) ? ownValue(found, step) : undefined;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}

const selections = new WeakMap<object, readonly SelectedField[]>();

/** Read once for a compiled fetch. */
function selectionsOf({ source, query, isEntities }: GuardedFetch, types: SupergraphTypes): readonly SelectedField[] {
  let found = selections.get(source);
  if (!found) selections.set(source, (found = readSelections(query, isEntities, types)));
  return found;
}
