/** Puts rules into a supergraph that was composed without: as older compositions wrote them, or none that exists. */
export interface SupergraphEdit {
  /** Links of features, as in SDL. */
  links: readonly string[];
  /** Definitions that the links bring along. */
  definitions?: string;
  /** What is added to a line of the supergraph: by the line's beginning, inside a type where a name and a dot precede it. */
  rules: Readonly<Record<string, string>>;
}

const ruleLinks = [
  '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)',
  '@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)',
  '@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)',
];

export const ruleDefinitions = `
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  scalar requiresScopes__Scope
  scalar policy__Policy`;

/** Rules by the usual names: `User` for a type, `User.email` for a field. @throws Error for one that is not there. */
export function withRules(rules: Readonly<Record<string, string>>): (sdl: string) => string {
  return editSupergraph({ links: ruleLinks, definitions: ruleDefinitions, rules });
}

/** @throws Error when a type or field is not in the supergraph. */
export function editSupergraph({ links, definitions = '', rules }: SupergraphEdit): (sdl: string) => string {
  return (sdl) => {
    let type = '';
    const unused = new Set(Object.keys(rules));
    const lines = sdl.split('\n').map((line) => {
      const opened = /^(?:type|interface|enum|scalar|union) (\w+)/.exec(line)?.[1];
      if (opened !== undefined) type = opened;
      const field = /^ {2}(\w+)[(:]/.exec(line)?.[1];
      const place = opened ?? (field === undefined ? '' : `${type}.${field}`);
      const rule = rules[place];
      if (rule === undefined) return line;
      unused.delete(place);
      return opened === undefined ? line.replace(/( @|$)/, ` ${rule}$1`) : withTypeRule(line, rule);
    });
    if (unused.size > 0) throw new Error(`The supergraph has no ${[...unused].join(', ')}.`);
    return `${lines.join('\n').replace('schema\n', `schema\n${links.join('\n')}\n`)}\n${definitions}`;
  };
}

/** A type's directives follow on lines of their own, or its line ends here. */
function withTypeRule(line: string, rule: string): string {
  return line.endsWith('{') ? line.replace(/\{$/, `${rule} {`) : `${line} ${rule}`;
}
