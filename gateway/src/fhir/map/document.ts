import type { Resource } from '../exchange.ts';
import {
  concept,
  dateTime,
  facilityReference,
  type MapContext,
  metaOf,
  patientReference,
  practitionerReference,
  type RecordRow,
  systemOf,
  textIn,
} from './parts.ts';

export interface DocumentRow extends RecordRow {
  writtenAt?: string | null;
  text?: string | null;
}

/** A document of words: they stand in its attachment. */
export function documentReference(row: DocumentRow, context: MapContext): Resource {
  const { language } = context;
  const isError = row.status === 'ENTERED_IN_ERROR';
  return {
    resourceType: 'DocumentReference',
    id: row.id,
    meta: metaOf(row),
    status: isError ? 'entered-in-error' : 'current',
    docStatus: isError ? 'entered-in-error' : (row.version ?? 1) > 1 ? 'amended' : 'final',
    type: concept(systemOf(row.code, 'loinc'), row, language),
    subject: patientReference(context),
    date: dateTime(row.recordedAt),
    author: [practitionerReference(row.author, language)],
    custodian: facilityReference(row.facility, language),
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          data: Buffer.from(row.text ?? '').toString('base64'),
          title: textIn(language, row.display),
          creation: dateTime(row.writtenAt),
        },
      },
    ],
    context: { period: { end: dateTime(row.writtenAt) } },
  };
}
