import type { Fhir, FhirRequest } from './exchange.ts';
import { kinds } from './kinds.ts';
import { registers } from './registers.ts';
import { filtersOf } from './search/filters.ts';
import { tidy } from './tidy.ts';

/** When what it states last changed. */
const stated = '2026-11-27';

const parameterTypes: Readonly<Record<string, string>> = {
  _id: 'token',
  _lastUpdated: 'date',
  date: 'date',
  authored: 'date',
  authoredon: 'date',
  whenhandedover: 'date',
  'onset-date': 'date',
  patient: 'reference',
  organization: 'reference',
  birthdate: 'date',
  given: 'string',
  family: 'string',
  'address-state': 'string',
};

/** What the front door can do, for anybody: it tells of no patient, and opens without a token. */
export function capabilityStatement({ baseUrl, language }: Pick<FhirRequest, 'baseUrl' | 'language'>): Fhir {
  return tidy({
    resourceType: 'CapabilityStatement',
    language,
    status: 'active',
    date: stated,
    kind: 'instance',
    software: { name: 'Wasl' },
    implementation: {
      description: language === 'ar' ? 'وصل: البوابة الصحية الوطنية' : 'Wasl: the national health gateway',
      url: baseUrl,
    },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        security: {
          cors: true,
          service: [
            {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' },
              ],
            },
          ],
        },
        resource: [patient(), ...Object.keys(kinds).map(record), ...Object.keys(registers).map(register)],
      },
    ],
  });
}

function patient(): Fhir {
  return {
    type: 'Patient',
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    versioning: 'no-version',
    searchParam: parameters(['_id', 'identifier', 'given', 'family', 'birthdate', 'gender', 'address-state']),
    operation: [
      { name: 'summary', definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary' },
      { name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything' },
      { name: 'match', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-match' },
    ],
  };
}

function record(type: string): Fhir {
  const interaction = [{ code: 'read' }, { code: 'search-type' }];
  return {
    type,
    interaction,
    versioning: 'versioned',
    searchParam: parameters(['patient', ...filtersOf(kinds[type]!)]),
  };
}

function register(type: string): Fhir {
  const interaction = [{ code: 'read' }, { code: 'search-type' }];
  return { type, interaction, versioning: 'no-version', searchParam: parameters(registers[type]!.parameters) };
}

function parameters(names: readonly string[]): Fhir[] {
  return names.map((name) => ({ name, type: parameterTypes[name] ?? 'token' }));
}
