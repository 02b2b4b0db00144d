import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FieldRuleCase, fieldRuleSuite, secret } from '../../support/fieldRuleSuite.ts';
import { startTestGateway } from '../../support/startTestGateway.ts';
import type { PlainSubgraph } from '../../support/startTestSubgraphs.ts';
import { clinic, federationOf } from './clinic.mjs';

const folder = import.meta.dirname;
const versions = Object.keys(federationOf);
const fixtureOf = (version: string) => readFileSync(join(folder, `${version}.graphql`), 'utf8');

/** Puts the addresses of the composed supergraph into the one that the older version made of the same subgraphs. */
function inPlaceOf(version: string): (composed: string) => string {
  return (composed) =>
    fixtureOf(version).replaceAll(/name: "(\w+)", url: "[^"]*"/g, (_, name: string) => {
      const placed = new RegExp(`name: "${name}", url: "[^"]*"`).exec(composed)?.[0];
      if (placed === undefined) throw new Error(`No subgraph ${name} is running.`);
      return placed;
    });
}

const entity = { __resolveReference: (reference: object) => reference };
const entries = () => [
  { __typename: 'Visit', id: 'v' },
  { __typename: 'Test', id: 't' },
];
const resolversOf: Record<string, PlainSubgraph['resolvers']> = {
  patients: {
    Query: {
      patient: () => ({ id: 'p' }),
      entries,
      visit: () => ({ id: 'v' }),
      staff: () => [{ __typename: 'Nurse' }, { __typename: 'Doctor' }],
      nurse: () => ({}),
      found: () => [{ __typename: 'Note' }, { __typename: 'Nurse' }],
      ward: () => ({ id: 'w' }),
    },
    Patient: {
      ...entity,
      name: () => 'Rima',
      nationalId: () => secret('Patient.nationalId'),
      insurance: () => ({}),
      entries,
      diagnosis: () => secret('Patient.diagnosis'),
    },
    Insurance: { number: () => secret('Insurance.number') },
    Entry: { __resolveReference: ({ id }: { id: string }) => ({ __typename: id === 'v' ? 'Visit' : 'Test', id }) },
    Visit: { ...entity, summary: () => secret('Visit.summary'), code: () => 'V', room: () => 'room' },
    Test: { ...entity, summary: () => 'blood', code: () => 'T' },
    Nurse: { id: () => 'n', pager: () => secret('Nurse.pager') },
    Doctor: { id: () => 'd', pager: () => secret('Doctor.pager') },
    Note: { text: () => secret('Note.text') },
    Ward: { ...entity, door: () => secret('Ward.door'), bed: () => ({ id: 'b' }) },
    Bed: { ...entity, label: (_: unknown, { door = 'none' }: { door?: string }) => `bed by ${door}` },
  },
  billing: {
    Patient: {
      ...entity,
      invoice: ({ nationalId }: { nationalId: string }) => `invoice for ${nationalId}`,
      salutation: ({ name }: { name: string }) => `Dear ${name}`,
      cover: ({ insurance }: { insurance: { number: string } }) => `covered by ${insurance.number}`,
    },
    Visit: { ...entity, price: () => 100 },
  },
  letters: { Patient: { ...entity, reminder: ({ invoice }: { invoice: string }) => `again: ${invoice}` } },
  ratings: { Entry: { ...entity, stars: () => 5, blurb: ({ summary }: { summary: string }) => `read ${summary}` } },
};

const subgraphsOf = (version: string): PlainSubgraph[] =>
  clinic(version, false).map(({ name, sdl }) => ({ name, sdl, resolvers: resolversOf[name] }));

const everything = { scope: 'id entries pagers doors', policies: ['care'] };
const invoice = `invoice for ${secret('Patient.nationalId')}`;
const allOfPatient = {
  name: 'Rima',
  nationalId: secret('Patient.nationalId'),
  salutation: 'Dear Rima',
  invoice,
  reminder: `again: ${invoice}`,
  insurance: { number: secret('Insurance.number') },
  cover: `covered by ${secret('Insurance.number')}`,
  diagnosis: secret('Patient.diagnosis'),
};
const patientQuery = `{ patient { ${Object.keys(allOfPatient).join(' ').replace('insurance', 'insurance { number }')} } }`;
const allOfEntries = [
  { id: 'v', summary: secret('Visit.summary'), code: 'V', price: 100 },
  { id: 't', summary: 'blood', code: 'T' },
];
const entriesQuery = '{ entries { id summary code ... on Visit { price } } }';
const ratedQuery = '{ entries { code stars blurb } visit { stars blurb } }';
const staffQuery = '{ staff { id pager } nurse { pager } }';

/** What is answered in full: to who meets all rules, and to anyone where there are none. */
function answeredIn(version: string, who: FieldRuleCase['who']): FieldRuleCase[] {
  const minor = federationOf[version] ?? 0;
  return [
    { what: 'fields that read others', who, query: patientQuery, data: { patient: allOfPatient } },
    { what: 'implementations', who, query: entriesQuery, data: { entries: allOfEntries } },
    {
      what: 'staff',
      who,
      query: staffQuery,
      data: {
        staff: [
          { id: 'n', pager: secret('Nurse.pager') },
          { id: 'd', pager: secret('Doctor.pager') },
        ],
        nurse: { pager: secret('Nurse.pager') },
      },
    },
    {
      what: 'a union',
      who,
      query: '{ found { ... on Note { text } ... on Nurse { id } } }',
      data: { found: [{ text: secret('Note.text') }, { id: 'n' }] },
    },
    {
      what: 'a bed',
      who,
      query: '{ ward { door bed { label } } }',
      data: {
        ward: {
          door: secret('Ward.door'),
          bed: { label: minor >= 8 ? `bed by ${secret('Ward.door')}` : 'bed by none' },
        },
      },
    },
    ...(minor >= 3
      ? [
          {
            what: 'an interface object',
            who,
            query: ratedQuery,
            data: {
              entries: [
                { code: 'V', stars: 5, blurb: `read ${secret('Visit.summary')}` },
                { code: 'T', stars: 5, blurb: 'read blood' },
              ],
              visit: { stars: 5, blurb: `read ${secret('Visit.summary')}` },
            },
          },
        ]
      : []),
  ].map((item) => ({
    ...item,
    what: `${item.what}, to ${who === null ? 'nobody in particular' : 'who meets all rules'}`,
  }));
}

/** What is kept from a caller without a token. */
function deniedIn(version: string): FieldRuleCase[] {
  const minor = federationOf[version] ?? 0;
  const isNurseRuled = minor < 14;
  return [
    {
      what: 'a field that reads a denied one, though its own rule was not written',
      query: patientQuery,
      data: {
        patient: {
          ...Object.fromEntries(Object.keys(allOfPatient).map((name) => [name, null])),
          name: 'Rima',
          salutation: 'Dear Rima',
          ...(minor < 6 && { diagnosis: secret('Patient.diagnosis') }),
        },
      },
      denied: [
        'patient.nationalId',
        'patient.invoice',
        'patient.reminder',
        'patient.insurance',
        'patient.cover',
        ...(minor < 6 ? [] : ['patient.diagnosis']),
      ],
      neverAsked: ['Insurance.number'],
    },
    {
      what: 'what only reads a denied field, asked alone',
      query: '{ patient { id reminder cover } }',
      data: { patient: { id: 'p', reminder: null, cover: null } },
      denied: ['patient.reminder', 'patient.cover'],
      neverAsked: ['Patient.nationalId', 'Patient.invoice', 'Patient.insurance', 'Insurance.number'],
    },
    {
      what: 'a field that an implementation protects, through its interface',
      query: entriesQuery,
      data: {
        entries: [
          { id: 'v', summary: null, code: 'V', price: 100 },
          { id: 't', summary: null, code: 'T' },
        ],
      },
      denied: ['entries.0.summary', 'entries.1.summary'],
    },
    {
      what: 'the same in a fragment on the implementation, and open on the other one',
      query: '{ entries { ... on Visit { summary room } ... on Test { summary } } }',
      data: { entries: [{ summary: null, room: 'room' }, { summary: 'blood' }] },
      denied: ['entries.0.summary'],
      mayAsk: ['Test.summary'],
      neverAsked: ['Visit.summary', 'Entry.summary'],
    },
    {
      what: 'an interface’s rule, on the interface and on what implements it',
      query: staffQuery,
      data: {
        staff: [
          { id: 'n', pager: null },
          { id: 'd', pager: null },
        ],
        nurse: { pager: isNurseRuled ? null : secret('Nurse.pager') },
      },
      denied: ['staff.0.pager', 'staff.1.pager', ...(isNurseRuled ? ['nurse.pager'] : [])],
      mayAsk: isNurseRuled ? [] : ['Nurse.pager'],
    },
    {
      what: 'a member of a union whose type is protected',
      query: '{ found { ... on Note { text } ... on Nurse { id } } }',
      data: { found: [{ text: null }, { id: 'n' }] },
      denied: ['found.0.text'],
    },
    {
      what: 'what a context brings along',
      query: '{ ward { door bed { label } } }',
      data: { ward: { door: null, bed: { label: minor >= 8 ? null : 'bed by none' } } },
      denied: minor >= 8 ? ['ward.door', 'ward.bed.label'] : ['ward.door'],
      neverAsked: ['Ward.door'],
    },
    ...(minor >= 3
      ? [
          {
            what: 'what an interface object reads of an implementation',
            query: ratedQuery,
            data: {
              entries: [
                { code: 'V', stars: 5, blurb: null },
                { code: 'T', stars: 5, blurb: null },
              ],
              visit: { stars: 5, blurb: null },
            },
            denied: ['entries.0.blurb', 'entries.1.blurb', 'visit.blurb'],
            neverAsked: ['Entry.summary', 'Visit.summary', 'Entry.blurb'],
          },
        ]
      : []),
  ];
}

/** What is answered to who meets some of the rules. */
const partly: FieldRuleCase[] = [
  {
    what: 'one granted scope opens what needs only that one',
    who: { scope: 'id pagers' },
    query: '{ patient { reminder cover } entries { summary } staff { pager } ward { door } }',
    data: {
      patient: { reminder: allOfPatient.reminder, cover: allOfPatient.cover },
      entries: [{ summary: null }, { summary: null }],
      staff: [{ pager: secret('Nurse.pager') }, { pager: secret('Doctor.pager') }],
      ward: { door: null },
    },
    denied: ['entries.0.summary', 'entries.1.summary', 'ward.door'],
  },
];

describe('the supergraphs of older compositions', () => {
  it('are one for each version, and say what made them', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
    expect(files.sort()).toEqual(versions.map((version) => `${version}.graphql`).sort());
    for (const version of versions) {
      const command = `node test/authorization/olderCompositions/compose.mjs ${version}`;
      expect(fixtureOf(version).split('\n')[0]).toBe(`# Made by @apollo/composition ${version}: ${command}`);
    }
  });

  it('wrote a protected field’s rule neither on the interface nor on what reads it, until the newest', () => {
    const [before, newest] = ['2.9.3', '2.14.4'].map((version) => fixtureOf(version).split('\n'));
    const ruled = (lines: string[] | undefined, field: string) =>
      lines?.filter((line) => line.startsWith(`  ${field}: `) && /@requiresScopes|@signedIn/.test(line)).length;
    for (const field of ['invoice', 'reminder', 'cover', 'blurb', 'label']) {
      expect([field, ruled(before, field)]).toEqual([field, 0]);
      expect([field, (ruled(newest, field) ?? 0) > 0]).toEqual([field, true]);
    }
    expect([ruled(before, 'summary'), ruled(newest, 'summary')]).toEqual([1, 2]);
  });

  it('lost the purpose of a feature that its subgraphs composed; a version of a rule is known by its address', async () => {
    const sdls = clinic('2.3.5').map(({ sdl }) => sdl);
    expect(sdls.every((sdl) => sdl.includes('as: "@signedIn"}], for: SECURITY'))).toBe(true);
    const fixture = fixtureOf('2.3.5');
    const link = /@link\(url: "[^"]*\/authenticated\/v0.1".*/.exec(fixture)?.[0];
    expect(link).not.toContain('for:');
    const otherVersion = fixture.replace('authenticated/v0.1', 'authenticated/v0.2');
    await expect(startTestGateway(subgraphsOf('2.3.5'), {}, () => otherVersion)).rejects.toMatchObject({
      code: 'SUPERGRAPH_REFUSED',
      details: { reason: 'it needs https://specs.apollo.dev/authenticated/v0.2, which this gateway does not enforce' },
    });
  });
});

for (const version of versions) {
  const setting = { subgraphs: subgraphsOf(version), edit: inPlaceOf(version) };
  const hasRules = fixtureOf(version).includes('@signedIn');
  fieldRuleSuite(
    `a supergraph made by composition ${version}`,
    setting,
    hasRules ? [...deniedIn(version), ...partly, ...answeredIn(version, everything)] : answeredIn(version, null),
  );
}
