import type { Language } from '@wasl/schema/errors.ts';
import { roleNames, roles } from '@wasl/schema/roles.ts';
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import type { AnyOf } from '../../authorization/requirement.ts';
import type { SystemTitle } from '../../core/systemTitles.ts';
import type { FieldRules } from './readFieldRules.ts';

/** What the reference is printed from. */
export interface Reference {
  schema: GraphQLSchema;
  rules: ReadonlyMap<string, FieldRules>;
  titles: ReadonlyMap<string, SystemTitle>;
}

const words = {
  ar: {
    title: 'وصل – دليل الحقول',
    other: 'English',
    types: 'الأنواع',
    field: 'الحقل',
    type: 'النوع',
    owner: 'يجيب عنه',
    rule: 'الشرط',
    meaning: 'معناه',
    value: 'القيمة',
    open: 'متاح للجميع',
    signIn: 'تسجيل الدخول',
    scope: 'الصلاحية',
    policy: 'سياسة',
    or: 'أو',
    heldBy: 'يملكها',
    noRole: 'لا تملكها أي صفة',
    record: 'سجل مريض',
    and: ' و',
    comma: '، ',
    skip: 'انتقل إلى المحتوى',
    deprecated: 'مهجور',
  },
  en: {
    title: 'Wasl – schema reference',
    other: 'العربية',
    types: 'Types',
    field: 'Field',
    type: 'Type',
    owner: 'Answered by',
    rule: 'Rule',
    meaning: 'Meaning',
    value: 'Value',
    open: 'open to everybody',
    signIn: 'to sign in',
    scope: 'scope',
    policy: 'policy',
    or: 'or',
    heldBy: 'held by',
    noRole: 'held by no role',
    record: 'a patient’s record',
    and: ' and ',
    comma: ', ',
    skip: 'Skip to the content',
    deprecated: 'Deprecated',
  },
} as const;

/** Between the English and the Arabic half of a description. */
const between = ' — ';

const style = `body{font:1rem/1.5 system-ui,"Noto Sans Arabic",Tahoma,sans-serif;max-width:75rem;margin:0 auto;padding:1rem;color:#16211f}
code{direction:ltr;unicode-bidi:isolate;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #c6d2ce;padding:.375rem;text-align:start;vertical-align:top}a{color:#0b5f4f}
nav ul{columns:14rem;padding:0;list-style:none}.wide{overflow-x:auto}:focus-visible{outline:3px solid #b45309}`;

/** The whole reference in one language, as one page that loads nothing: `ar.html` and `en.html` name each other. */
export function referencePage(reference: Reference, language: Language): string {
  const said = words[language];
  const types = Object.values(reference.schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
    .sort((one, another) => (one.name < another.name ? -1 : 1));
  const roots = [
    reference.schema.getQueryType(),
    reference.schema.getMutationType(),
    reference.schema.getSubscriptionType(),
  ];
  const ordered = [...roots.flatMap((root) => root ?? []), ...types.filter((type) => !roots.includes(type as never))];
  const other = language === 'ar' ? 'en' : 'ar';
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${said.title}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><a href="#content">${said.skip}</a> · <a href="${other}.html" lang="${other}">${said.other}</a></header>
<main id="content"><h1>${said.title}</h1>
<nav aria-label="${said.types}"><ul>${ordered.map(({ name }) => `<li>${link(name)}</li>`).join('')}</ul></nav>
${ordered.map((type) => section(type, reference, language)).join('\n')}
</main></body></html>
`;
}

function section(type: GraphQLNamedType, reference: Reference, language: Language): string {
  const heading = `<section aria-labelledby="${type.name}"><h2 id="${type.name}"><code>${type.name}</code></h2>`;
  return `${heading}<p>${half(type.description, language)}</p>${content(type, reference, language)}</section>`;
}

function content(type: GraphQLNamedType, reference: Reference, language: Language): string {
  const said = words[language];
  if (isObjectType(type) || isInterfaceType(type)) {
    const rows = Object.values(type.getFields()).map((field) => fieldRow(type.name, field, reference, language));
    return table([said.field, said.type, said.owner, said.rule, said.meaning], rows);
  }
  if (isInputObjectType(type)) {
    const rows = Object.values(type.getFields()).map(({ name, type: input, description }) => [
      code(name),
      typeLink(String(input)),
      half(description, language),
    ]);
    return table([said.field, said.type, said.meaning], rows);
  }
  if (isEnumType(type)) {
    const rows = type.getValues().map(({ name, description }) => [code(name), half(description, language)]);
    return table([said.value, said.meaning], rows);
  }
  if (isUnionType(type))
    return `<p>${type
      .getTypes()
      .map(({ name }) => link(name))
      .join(' | ')}</p>`;
  return isScalarType(type) && type.specifiedByURL ? `<p><code>${escape(type.specifiedByURL)}</code></p>` : '';
}

function fieldRow(
  typeName: string,
  { name, args, type, description, deprecationReason }: GraphQLField<unknown, unknown>,
  { rules, titles }: Reference,
  language: Language,
): string[] {
  const said = words[language];
  const rule = rules.get(`${typeName}.${name}`);
  const given = args.map((argument) => `${escape(argument.name)}: ${typeLink(String(argument.type))}`).join(', ');
  const owners = (rule?.owners ?? []).map((owner) => escape(titles.get(owner)?.[language] ?? owner)).join(said.and);
  const old = deprecationReason ? ` <strong>${said.deprecated}</strong>: ${half(deprecationReason, language)}` : '';
  return [
    `<code id="${typeName}.${name}">${escape(name)}${given && `(${given})`}</code>`,
    typeLink(String(type)),
    owners,
    rule ? sayRule(rule, language) : '',
    half(description, language) + old,
  ];
}

function sayRule({ requirement, roles: held, category }: FieldRules, language: Language): string {
  const said = words[language];
  const { authenticated, scopes, policies } = requirement;
  const ways = (anyOf: AnyOf) => anyOf.map((names) => code(names.join(' + '))).join(` ${said.or} `);
  const rolesHeld =
    held.length === 0
      ? said.noRole
      : `${said.heldBy}: ${held.map((role) => roleNames[role][language]).join(said.comma)}`;
  const parts = [
    ...(authenticated ? [said.signIn] : []),
    ...scopes.map((anyOf) => `${said.scope} ${ways(anyOf)}`),
    ...(scopes.length > 0 && held.length < Object.keys(roles).length ? [rolesHeld] : []),
    ...policies.map((anyOf) => `${said.policy} ${ways(anyOf)}`),
    ...(category ? [`${said.record} (${code(category)})`] : []),
  ];
  return parts.length === 0 ? said.open : parts.join('; ');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<div class="wide" tabindex="0" role="group" aria-label="${heads[0]}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A type's text with its name a link. */
function typeLink(text: string): string {
  return `<code>${text.replace(/\w+/, (name) => `<a href="#${name}">${name}</a>`)}</code>`;
}

function link(name: string): string {
  return `<a href="#${name}"><code>${name}</code></a>`;
}

function code(text: string): string {
  return `<code>${escape(text)}</code>`;
}

/** A description's half in a language; the whole where it is not in two. */
function half(description: string | null | undefined, language: Language): string {
  const [en = '', ar = en] = (description ?? '').split(between);
  return escape((language === 'ar' ? ar : en).trim());
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
