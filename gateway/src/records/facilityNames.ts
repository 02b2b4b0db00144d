import { LRUCache } from 'lru-cache';
import { isJsonObject, type JsonObject, ownValue } from '../core/jsonObject.ts';

/** What people call a facility. */
export interface FacilityName {
  ar: string;
  en: string;
}

/** Names of the facilities that callers work at, asked of the registry together with facts. */
export interface FacilityNames {
  /** What to ask for besides, as a field and its variable, where the name is not known or an hour old; empty otherwise. */
  question(facilityId: string | undefined): { variable: string; field: string };
  /** Hears what came of it; a registry that does not know the facility changes nothing. */
  keep(facilityId: string | undefined, data: JsonObject | null | undefined): void;
  /** Undefined where it was never told. */
  nameOf(facilityId: string): FacilityName | undefined;
}

const fieldName = 'facility';
const nothing = { variable: '', field: '' };
const asking = { variable: ',$facilityId:ID!', field: ` ${fieldName}(id:$facilityId){nameAr nameEn}` };
const freshMs = 3_600_000;
const most = 5_000;

/** `isAsked` says whether the registry has a field that tells the names. */
export function createFacilityNames(isAsked: boolean): FacilityNames {
  const names = new LRUCache<string, { name: FacilityName | undefined; sinceMs: number }>({ max: most });
  return {
    question(facilityId) {
      if (!isAsked || facilityId === undefined) return nothing;
      const known = names.get(facilityId);
      return known && performance.now() - known.sinceMs < freshMs ? nothing : asking;
    },
    keep(facilityId, data) {
      if (facilityId === undefined || !data || !Object.hasOwn(data, fieldName)) return;
      const told = readName(data[fieldName]);
      names.set(facilityId, { name: told ?? names.get(facilityId)?.name, sinceMs: performance.now() });
    },
    nameOf: (facilityId) => names.get(facilityId)?.name,
  };
}

function readName(facility: unknown): FacilityName | undefined {
  if (!isJsonObject(facility)) return undefined;
  const [ar, en] = [ownValue(facility, 'nameAr'), ownValue(facility, 'nameEn')];
  return typeof ar === 'string' && typeof en === 'string' ? { ar, en } : undefined;
}
