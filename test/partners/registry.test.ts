import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { approve, type Nation, publish, rollback } from '@wasl/gateway/registry/published/acts';
import { openRegistry } from '@wasl/gateway/registry/published/registryFolder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const schema = (body: string) => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@authenticated"])
${body}`;
const entry = { ministry: { en: 'Ours', ar: 'وزارتنا' }, scopes: [], mayRead: [] };
const noLeave = { extends: new Map(), shares: new Map(), yields: new Map() };
const nation: Nation = {
  subgraphs: [
    { name: 'beds', url: 'http://127.0.0.1:1/graphql', sdl: schema('type Query { beds: Int @authenticated }') },
  ],
  ownership: new Map([
    ['beds', { ...entry, ...noLeave, types: [], fields: ['Query.beds'] }],
    ['meals', { ...entry, ...noLeave, types: [], fields: ['Query.meals', 'Query.lunches', 'Query.nationalNumber'] }],
  ]),
  grants: { scopes: undefined, policies: undefined },
};
const meals = (field: string) => ({
  name: 'meals',
  url: 'http://127.0.0.1:2/graphql',
  file: 'meals.graphql',
  sdl: schema(`type Query { ${field} }`),
});
const first = meals('meals: Int @authenticated');
const second = meals('meals: Int @authenticated  lunches: Int @authenticated');

let folder: string;
let pairs: Record<string, { privateKey: KeyObject; publicKey: KeyObject }>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-registry-'));
  pairs = Object.fromEntries(['ministry', 'other', 'owner'].map((name) => [name, generateKeyPairSync('ed25519')]));
  const publicKey = (name: string) => pairs[name]!.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const keys = {
    ministry: { publicKey: publicKey('ministry'), publishes: ['meals'], approves: ['meals'] },
    other: { publicKey: publicKey('other'), publishes: ['buses'], approves: [] },
    owner: { publicKey: publicKey('owner'), publishes: [], approves: ['*'] },
  };
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const as = (name: string) => ({ name, privateKey: pairs[name]!.privateKey });
const open = () => openRegistry(folder);
const live = () => readFileSync(join(folder, 'supergraph.graphql'), 'utf8');
const doPublish = (source = first, by = as('ministry')) => publish(open(), by, source, nation);
const doApprove = (by = as('owner')) => approve(open(), by, 'meals', nation);

describe('the registry', () => {
  it('puts nothing in force until a second person approves', () => {
    expect(doPublish()).toEqual({ kind: 'done', number: 1 });
    expect(existsSync(join(folder, 'supergraph.graphql'))).toBe(false);
    expect(() => doApprove(as('ministry'))).toThrow('a second person must');
    expect(doApprove()).toEqual({ kind: 'done', number: 2 });
    expect(live()).toContain('meals: Int');
  });

  it('publishes and approves the same once', () => {
    doPublish();
    expect(doPublish()).toEqual({ kind: 'already', number: 1 });
    doApprove();
    expect(doApprove()).toEqual({ kind: 'already', number: 2 });
    expect(open().history).toHaveLength(2);
  });

  it('lets a key publish its own subgraph only, and only its own key', () => {
    expect(() => doPublish(first, as('other'))).toThrow('other may not publish meals.');
    expect(() => doPublish(first, { ...as('other'), name: 'ministry' })).toThrow('not the one that keys.json names');
    expect(() => doPublish(first, { ...as('other'), name: 'nobody' })).toThrow('nobody that keys.json');
    expect(open().history).toEqual([]);
  });

  it('refuses what wasl check refuses, and changes nothing', () => {
    expect(doPublish(meals('nationalNumber: String'))).toMatchObject({
      kind: 'refused',
      problems: [{ kind: 'unruled', coordinate: 'Query.nationalNumber' }],
    });
    expect(open().history).toEqual([]);
  });

  it.each([
    ['takes a field over', 'beds: Int @authenticated @override(from: "beds")'],
    ['takes a share of it over', 'beds: Int @authenticated @override(from: "beds", label: "percent(100)")'],
  ])('refuses what %s without leave of its owner', (_, fields) => {
    const taking = meals(fields);
    const imports = taking.sdl.replace('"@authenticated"', '"@authenticated", "@override"');
    expect(doPublish({ ...taking, sdl: imports })).toMatchObject({ kind: 'refused' });
    expect(open().history).toEqual([]);
  });

  it('returns to what was in force before, and then to nothing of it', () => {
    doPublish();
    doApprove();
    doPublish(second);
    doApprove();
    expect(live()).toContain('lunches');
    rollback(open(), as('owner'), 'meals', nation);
    expect(live()).not.toContain('lunches');
    expect(live()).toContain('meals: Int');
    rollback(open(), as('owner'), 'meals', nation);
    expect(live()).not.toContain('meals: Int');
    expect(live()).toContain('beds: Int');
  });

  it('moves no address but that of the subgraph that was published, whatever the files of whoever approves say', () => {
    const elsewhere = (url: string): Nation => ({ ...nation, subgraphs: [{ ...nation.subgraphs[0]!, url }] });
    doPublish();
    approve(open(), as('owner'), 'meals', elsewhere('https://beds.example/graphql'));
    doPublish(second);
    doApprove();
    expect(live()).toContain('"https://beds.example/graphql"');
    expect(live()).not.toContain('http://127.0.0.1:1/');
    doPublish({ ...second, url: 'https://meals.example/graphql' });
    doApprove();
    expect(live()).toMatch(/"https:\/\/beds.example[^]*"https:\/\/meals.example/);
    rollback(open(), as('owner'), 'meals', nation);
    expect(live()).toContain('"https://beds.example/graphql"');
    expect(live()).not.toContain('meals.example');
    expect(live()).toMatch(/"http:\/\/127.0.0.1:2\/[^]*lunches/);
  });

  it.each([
    ['that no gateway could load', 'ftp://meals.example/graphql', 'The address of meals must be an address'],
    ['with a password', 'http://a:b@meals.example/graphql', 'The address of meals must not hold'],
    ["of another's subgraph", 'http://127.0.0.1:1/graphql', 'This is the address of beds'],
  ])('publishes no address %s', (_, url, message) => {
    expect(() => doPublish({ ...first, url })).toThrow(message);
    expect(open().history).toEqual([]);
  });

  it('refuses the second of two who write on top of the same entry', () => {
    const [one, two] = [open(), open()];
    publish(one, as('ministry'), first, nation);
    expect(() => publish(two, as('ministry'), second, nation)).toThrow('Somebody else wrote');
    expect(open().history).toHaveLength(1);
  });

  it('never follows a newer supergraph with one of an older history', () => {
    doPublish();
    doApprove();
    const late = open();
    doPublish(second);
    doApprove();
    expect(approve(late, as('owner'), 'meals', nation)).toEqual({ kind: 'already', number: 2 });
    expect(live()).toContain('lunches');
  });

  it.each<[string, (text: string) => string]>([
    ['whose address was altered', (text) => text.replace('127.0.0.1:2', '127.0.0.1:3')],
    ['that somebody else is said to have signed', (text) => text.replace('"ministry"', '"owner"')],
    ['that is half written', (text) => text.slice(0, 40)],
  ])('passes over an entry %s, and opens no history in which another rests on it', (_, alter) => {
    doPublish();
    const file = join(folder, 'history/000001.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, alter(text));
    expect(open().bad.map(({ number }) => number)).toEqual([1]);
    expect(open().history).toEqual([]);
    expect(doApprove).toThrow();
    writeFileSync(file, text);
    doApprove();
    writeFileSync(file, alter(text));
    expect(open).toThrow("Entry 1 of the registry's history does not hold");
  });

  it('misses an entry that was taken out', () => {
    doPublish();
    doApprove();
    rmSync(join(folder, 'history/000001.json'));
    expect(open).toThrow('does not hold');
  });

  it('brings no SDL in force that was altered after it was signed', () => {
    doPublish();
    const { sdl } = open().history[0]!;
    writeFileSync(join(folder, 'sdl', `${sdl}.graphql`), second.sdl);
    expect(doApprove).toThrow('was altered');
    expect(open().history).toHaveLength(1);
  });
});
