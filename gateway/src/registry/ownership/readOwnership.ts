import { isSubgraphName, nameLike, nameRule } from '../subgraphName.ts';
import { readYamlFile, type YamlValue } from '../yamlFile.ts';
import type { Consents, Ownership, SubgraphEntry } from './ownership.ts';

const keys = ['ministry', 'types', 'fields', 'scopes', 'mayRead', 'extends', 'shares', 'yields'];
const typeName = /^[_A-Za-z]\w*$/;
const coordinate = /^[_A-Za-z]\w*\.[_A-Za-z]\w*$/;

/**
 * Reads who owns what: a YAML or JSON file, described in docs/partners.md.
 * @throws ConfigError with file and line for what cannot be read, and for what two subgraphs own
 */
export function readOwnership(file: string): Ownership {
  const subgraphs = readYamlFile(file).root.entries(['subgraphs']).get('subgraphs');
  const ownership = new Map<string, SubgraphEntry>();
  const owners = new Map<string, string>();
  for (const [name, value] of subgraphs?.entries() ?? []) {
    if (!isSubgraphName(name)) throw value.refuse(`A subgraph cannot be called ${JSON.stringify(name)}: ${nameRule}.`);
    const like = nameLike(name, ownership.keys());
    if (like !== undefined)
      throw value.refuse(`${name} would be the same as ${like} in settings: choose another name.`);
    ownership.set(name, readEntry(name, value, owners));
  }
  return ownership;
}

function readEntry(name: string, value: YamlValue, owners: Map<string, string>): SubgraphEntry {
  const entry = value.entries(keys);
  const ministry = entry.get('ministry')?.entries(['en', 'ar']);
  const [en, ar] = [ministry?.get('en')?.text(), ministry?.get('ar')?.text()];
  if (en === undefined || ar === undefined)
    throw value.refuse('Its ministry is to be named: ministry: { en: …, ar: … }.');
  const owned = (key: string, form: RegExp, example: string) =>
    namesIn(entry.get(key), form, example, (text, item) => {
      const owner = owners.get(text);
      if (owner !== undefined && owner !== name) throw item.refuse(`${text} belongs to ${owner} already.`);
      owners.set(text, name);
    });
  return {
    ministry: { en, ar },
    types: owned('types', typeName, 'Patient'),
    fields: owned('fields', coordinate, 'Patient.prescriptions'),
    scopes: owned('scopes', /^\S+$/, 'user/Patient.rs'),
    mayRead: namesIn(entry.get('mayRead'), coordinate, 'Patient.healthIds'),
    extends: consentsIn(entry.get('extends'), typeName, 'Patient'),
    shares: consentsIn(entry.get('shares'), typeName, 'Date'),
    yields: consentsIn(entry.get('yields'), coordinate, 'Patient.phone'),
  };
}

function namesIn(
  list: YamlValue | undefined,
  form: RegExp,
  example: string,
  onEach: (text: string, item: YamlValue) => void = () => undefined,
): string[] {
  return (list?.items() ?? []).map((item) => {
    const text = item.text();
    if (!form.test(text)) throw item.refuse(`${JSON.stringify(text)} is to be written like ${example}.`);
    onEach(text, item);
    return text;
  });
}

function consentsIn(value: YamlValue | undefined, form: RegExp, example: string): Consents {
  return new Map(
    [...(value?.entries() ?? [])].map(([subject, allowed]) => {
      if (!form.test(subject)) throw allowed.refuse(`${JSON.stringify(subject)} is to be written like ${example}.`);
      const names = allowed.items().map((item) => {
        const name = item.text();
        if (name !== '*' && !isSubgraphName(name))
          throw item.refuse(`${JSON.stringify(name)} is no subgraph: ${nameRule}.`);
        return name;
      });
      return [subject, names] as const;
    }),
  );
}
