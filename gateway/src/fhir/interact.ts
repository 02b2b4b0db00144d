import { WaslError } from '@wasl/schema/errors.ts';
import type { AskGraph } from './askGraph.ts';
import { hasToken } from './callerHints.ts';
import { everything } from './everything.ts';
import type { FhirAnswer, FhirRequest } from './exchange.ts';
import { kinds } from './kinds.ts';
import { match } from './match.ts';
import { isFhirId } from './map/parts.ts';
import { refuseField } from './outcome.ts';
import { readPatient } from './readPatient.ts';
import { readRecord } from './readRecord.ts';
import { readRegister, registers, searchRegister } from './registers.ts';
import { requireHealthId } from './search/parameters.ts';
import { searchPatients } from './search/searchPatients.ts';
import { searchRecords } from './search/searchRecords.ts';
import type { PageSeal } from './search/sealedCursor.ts';
import { summary } from './summary/summary.ts';

/** Does what an address below `/fhir` asks for. @throws WaslError NOT_FOUND, or what the interaction throws; Refused */
export async function interact(request: FhirRequest, ask: AskGraph, seal: PageSeal): Promise<FhirAnswer> {
  const [type = '', second, third, ...rest] = request.path.slice(1).split('/');
  if (rest.length > 0 || !isServed(type)) throw noSuchPlace();
  if (type === 'Patient' && second === '$match' && third === undefined) return match(request, ask);
  if (type === 'Patient' && third === '$summary') return summary(second!, request, ask);
  if (type === 'Patient' && third === '$everything') return everything(second!, request, ask, seal);
  if (third !== undefined) throw noSuchPlace();
  if (second === undefined || second === '_search') return search(type, request, ask, seal);
  return read(type, second, request, ask);
}

function isServed(type: string): boolean {
  return type === 'Patient' || Object.hasOwn(kinds, type) || Object.hasOwn(registers, type);
}

function search(type: string, request: FhirRequest, ask: AskGraph, seal: PageSeal): Promise<FhirAnswer> {
  if (type === 'Patient') return searchPatients(request, ask);
  return Object.hasOwn(registers, type)
    ? searchRegister(type, request, ask, seal)
    : searchRecords(type, request, ask, seal);
}

async function read(type: string, id: string, request: FhirRequest, ask: AskGraph): Promise<FhirAnswer> {
  if (!isFhirId(id) && type !== 'Patient') throw new WaslError('NOT_FOUND');
  if (Object.hasOwn(registers, type)) return readRegister(type, id, request, ask);
  return type === 'Patient' ? readOne(id, request, ask) : readRecord(type, id, request, ask);
}

/** Reads a patient. A merged ID is answered with the survivor, whose address then is in `content-location`. */
async function readOne(id: string, request: FhirRequest, ask: AskGraph): Promise<FhirAnswer> {
  const found = await readPatient(requireHealthId(id), ask, request.language);
  if ('error' in found) return refuseField(found.error, hasToken(request), request.language);
  const { resource } = found;
  const headers = { 'content-location': `${request.baseUrl}/Patient/${resource.id}` };
  return { status: 200, headers, resource };
}

function noSuchPlace(): WaslError {
  return new WaslError(
    'NOT_FOUND',
    {},
    {
      says: {
        en: 'There is no such type or operation here: /fhir/metadata lists what there is.',
        ar: 'لا يوجد هنا نوع أو عملية كهذه: تجد القائمة في ‎/fhir/metadata.',
      },
    },
  );
}
