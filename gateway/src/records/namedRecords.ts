import { WaslError } from '@wasl/schema/errors.ts';
import { isJsonObject } from '../core/jsonObject.ts';
import { readReply } from '../execution/run/readReply.ts';
import type { Transport } from '../subgraphs/transport.ts';
import { authorOf, labelsOf, patientOf } from './foundRecords.ts';
import type { Acting } from './patientFacts.ts';
import type { RecordSchema, RecordType } from './recordDirectives.ts';
import type { RecordLabels } from './recordQuestion.ts';

/** A record that a mutation names by its own key, at the subgraph that would run the mutation. */
export interface NamedRecord {
  subgraph: string;
  typeName: string;
  keyField: string;
  key: string;
}

/** Answers whose a record is, its labels and who wrote it, asked in the caller's name; undefined where there is none that the caller may know of. */
export type ReadNamedRecord = (
  acting: Acting,
  named: NamedRecord,
) => Promise<{ patient: string | undefined; labels: RecordLabels; authorId: string | undefined } | undefined>;

/** Makes that reader. @throws WaslError when the subgraph does not answer */
export function createNamedRecordReader(records: RecordSchema, transport: Transport): ReadNamedRecord {
  return async ({ headers, asker }, { subgraph, typeName, keyField, key }) => {
    const record = records.typeOf(typeName);
    if (!record) return undefined;
    const representations = [{ __typename: typeName, [keyField]: key }];
    const body = JSON.stringify({ query: queryFor(typeName, record), variables: { representations } });
    const { data, errors } = readReply(await transport(subgraph, { body, headers, asker, isRepeatable: true }));
    const entities = data?.['_entities'];
    if (errors.length > 0 || !Array.isArray(entities)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID', { subgraph });
    const [entity] = entities as unknown[];
    if (!isJsonObject(entity)) return undefined;
    return { patient: patientOf(entity, record), labels: labelsOf(entity, record), authorId: authorOf(entity, record) };
  };
}

function queryFor(typeName: string, { subject = [], author = [], labels }: RecordType): string {
  const paths = [subject, author].map((path) =>
    path.reduceRight((below, step) => `${step}${below && `{${below}}`}`, ''),
  );
  const fields = [...paths, ...(labels ? [labels.confidentiality, labels.sensitivities] : [])].join(' ');
  return `query($representations:[_Any!]!){_entities(representations:$representations){...on ${typeName}{${fields}}}}`;
}
