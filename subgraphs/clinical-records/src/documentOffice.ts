import { sayWhy } from '@wasl/kit/errors';
import { holdsInRole } from '@wasl/kit/recordAccess';
import type { Caller } from '@wasl/subgraph-sdk';
import { isNursingDocument } from './documentTypes.ts';
import type { RecordKind } from './kinds.ts';

/** Nursing documents are the nurses', the other ones the physicians'; which office the caller has in this request, the scopes tell. */
const offices = {
  nursing: {
    scope: 'user/DocumentReference.nursing',
    en: 'This is a nursing document: nurses write, amend and withdraw it.',
    ar: 'هذه وثيقة تمريضية: يكتبها الممرضون ويعدّلونها ويسحبونها.',
  },
  medical: {
    scope: 'user/DocumentReference.cu',
    en: 'This is a physician’s document: nurses write nursing documents.',
    ar: 'هذه وثيقة يكتبها الطبيب: والممرضون يكتبون الوثائق التمريضية.',
  },
} as const;

/** Lets through who writes documents of this type, and whoever writes another kind of record. @throws SubgraphError FORBIDDEN */
export function requireDocumentOffice(caller: Caller | null, kind: RecordKind, code: string): void {
  if (kind !== 'DOCUMENT_REFERENCE') return;
  const { scope, ...sentences } = isNursingDocument(code) ? offices.nursing : offices.medical;
  if (!holdsInRole(caller, scope)) throw sayWhy('FORBIDDEN', sentences, { field: 'code' });
}
