import type { Language } from '@wasl/schema/errors.ts';
import { type DocumentNode, type FieldDefinitionNode, type GraphQLError, Kind } from 'graphql';

/** A field of the whole schema that nobody could be asked for, where others lead to it. */
export interface Unreachable {
  /** `Type.field`. */
  coordinate: string;
  /** Fields that lead there, from the root on; empty for a field of the root type. */
  way: readonly string[];
  /** Subgraphs that answer the last of them. */
  from: readonly string[];
  /** Subgraphs that have the field. */
  owners: readonly string[];
}

interface Subgraph {
  name: string;
  document: DocumentNode;
}

/** What composition says of itself, beside its message, where the subgraphs fit each other and cannot answer all that is then asked. */
interface Unsatisfied {
  supergraphUnsatisfiablePath: Iterable<
    [edge: { transition: { kind: string; definition?: { coordinate: string } } }, ...rest: unknown[]]
  >;
  subgraphsPaths: readonly { tail: { source: string } }[];
}

/** Reads which field an error of composition is about that cannot be reached; undefined for all other errors. */
export function unreachableIn(
  { originalError }: GraphQLError,
  subgraphs: readonly Subgraph[],
): Unreachable | undefined {
  if (!isUnsatisfied(originalError)) return undefined;
  const { supergraphUnsatisfiablePath, subgraphsPaths } = originalError;
  const fields = [...supergraphUnsatisfiablePath].flatMap(
    ([{ transition }]) => transition.definition?.coordinate ?? [],
  );
  const coordinate = fields.pop();
  if (coordinate === undefined) return undefined;
  const from = [...new Set(subgraphsPaths.map(({ tail }) => tail.source))].sort();
  const owners = subgraphs.filter(({ document }) => answers(document, coordinate)).map(({ name }) => name);
  return { coordinate, way: fields, from, owners };
}

function isUnsatisfied(error: unknown): error is Unsatisfied {
  return error instanceof Error && 'supergraphUnsatisfiablePath' in error && 'subgraphsPaths' in error;
}

/** Whether a subgraph declares a field, and not as another's. */
function answers(document: DocumentNode, coordinate: string): boolean {
  return fieldsAt(document, coordinate).some(
    ({ directives = [] }) => !directives.some(({ name }) => name.value.endsWith('external')),
  );
}

/** The line where a document declares a field; undefined where it does not. */
export function lineOfField(document: DocumentNode, coordinate: string): number | undefined {
  return fieldsAt(document, coordinate)[0]?.name.loc?.startToken.line;
}

function fieldsAt({ definitions }: DocumentNode, coordinate: string): FieldDefinitionNode[] {
  return definitions.flatMap((item) => {
    if (!('fields' in item) || !('name' in item)) return [];
    return (item.fields ?? []).filter(
      (field): field is FieldDefinitionNode =>
        field.kind === Kind.FIELD_DEFINITION && `${item.name.value}.${field.name.value}` === coordinate,
    );
  });
}

/** In one sentence: what cannot be asked for, where, and what would lead there. */
export function sayUnreachable({ coordinate, way, from, owners }: Unreachable, language: Language): string {
  const [typeName = ''] = coordinate.split('.');
  const others = owners.filter((name) => !from.includes(name));
  return (language === 'ar' ? inArabic : inEnglish)(
    coordinate,
    typeName,
    way.join(' → '),
    from.join(language === 'ar' ? '، ' : ', '),
    others.join(language === 'ar' ? '، ' : ', '),
  );
}

function inEnglish(coordinate: string, typeName: string, way: string, from: string, others: string): string {
  const where = way === '' ? '' : ` where ${way} leads to it`;
  if (others === '')
    return `Nobody could be asked for ${coordinate}${where}: what has to be known for it first cannot be had from ${from} there. Let the key and what @requires names be fields that ${from} answers.`;
  return `Nobody could be asked for ${coordinate}${where}: ${from} answers there, ${others} has the field, and no key leads from one to the other. Give ${typeName} the same @key in both, without resolvable: false in ${others}, or declare the field in both with @shareable.`;
}

function inArabic(coordinate: string, typeName: string, way: string, from: string, others: string): string {
  const where = way === '' ? '' : ` حيث يوصل إليه ${way}`;
  if (others === '')
    return `لا يمكن طلب ${coordinate}${where} من أحد: ما يجب أن يُعرف قبله لا يُعرف هناك من ${from}. اجعل المفتاح وما يسمّيه @requires حقولاً يجيب عنها ${from}.`;
  return `لا يمكن طلب ${coordinate}${where} من أحد: يجيب هناك ${from}، والحقل عند ${others}، ولا مفتاح يوصل من أحدهما إلى الآخر. أعط ${typeName} مفتاح @key نفسه في كليهما، من غير resolvable: false في ${others}، أو صرّح بالحقل في كليهما مع @shareable.`;
}
