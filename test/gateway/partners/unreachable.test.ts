import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { checkSubgraphs } from '@wasl/gateway/registry/check/checkSubgraphs';
import { sayProblem } from '@wasl/gateway/registry/check/problem';
import { describe, expect, it } from 'vitest';
import { said } from './checkPartner.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requires", "@external", "@authenticated"])\n';
const wards = {
  name: 'wards',
  file: 'wards.graphql',
  sdl: `${link}type Query { ward: Ward @authenticated }
type Ward @key(fields: "id") { id: ID! name: String @authenticated }`,
};
const beds = (types: string) => ({ name: 'beds', file: 'beds.graphql', sdl: link + types });

const check = (types: string, language: 'en' | 'ar', others = wards) =>
  checkSubgraphs([beds(types)], [others], undefined).map((problem) => sayProblem(problem, language));

const noWay = `type Query { bed: Bed @authenticated }
type Bed {
  ward: Ward @authenticated
}
type Ward @key(fields: "number") { number: ID! }`;

describe('a field that nobody could be asked for', () => {
  it('is named where others lead to it, with what would help, in both languages', () => {
    const messages = check(noWay, 'en');
    expect(messages).toHaveLength(3);
    expect(messages).toContain(
      'beds.graphql:4: Nobody could be asked for Ward.name where Query.bed → Bed.ward leads to it: beds answers there, wards has the field, and no key leads from one to the other. Give Ward the same @key in both, without resolvable: false in wards, or declare the field in both with @shareable.',
    );
    expect(check(noWay, 'ar')).toContain(
      'beds.graphql:4: لا يمكن طلب Ward.name حيث يوصل إليه Query.bed → Bed.ward من أحد: يجيب هناك beds، والحقل عند wards، ولا مفتاح يوصل من أحدهما إلى الآخر. أعط Ward مفتاح @key نفسه في كليهما، من غير resolvable: false في wards، أو صرّح بالحقل في كليهما مع @shareable.',
    );
  });

  it('is named where the subgraph that has it cannot learn what it requires', () => {
    const closed = { ...wards, sdl: wards.sdl.replace('fields: "id"', 'fields: "id", resolvable: false') };
    const types = `type Ward @key(fields: "id") {
  id: ID! @authenticated
  name: String @external
  sign: String @requires(fields: "name") @authenticated
}
type Query { first: Ward @authenticated }`;
    expect(check(types, 'en', closed).join('\n')).toMatch(
      /beds\.graphql:5: Nobody could be asked for Ward\.sign where Query\.first leads to it: what has to be known for it first cannot be had from beds there\./,
    );
  });

  it('is named by wasl compose too, at its declaration', () => {
    const sources = [wards, beds(noWay)].map((source) => ({ ...source, url: 'http://127.0.0.1/' }));
    const composition = composeSupergraph(sources);
    const messages = 'errors' in composition ? composition.errors : [];
    expect(messages).toHaveLength(3);
    expect(messages.join('\n')).toContain(
      'wards.graphql:3: Nobody could be asked for Ward.name where Query.bed → Bed.ward leads to it: beds answers there',
    );
  });

  it('is not named beside what was taken from its owner, from which it follows', () => {
    const messages = said(
      'type Query { stay: Patient @authenticated }\ntype Patient @key(fields: "birthDate") { birthDate: Date }',
    );
    expect(messages.join('\n')).toContain('Patient of registry has no key "birthDate"');
    expect(messages.join('\n')).not.toContain('Nobody could be asked');
  });
});
