import { composeServices } from '@apollo/composition';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { WaslError } from '@wasl/schema/errors.ts';
import { composable, nodesFault, type SubgraphSource, wrongOneOf } from '../composeSupergraph.ts';
import { readRequirements, type Requirements } from '../../authorization/readRequirements.ts';
import { noRequirement } from '../../authorization/requirement.ts';
import { readSecurityDirectives } from '../../authorization/securityDirectives.ts';
import { composeErrors, namedPlace } from './composeErrors.ts';
import { declaredFields, type DeclaredField } from './declaredFields.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { foreignActs } from './foreign/foreignActs.ts';
import { keepsFromComposing, nameWords } from './foreign/nameWords.ts';
import { type KnownGrants, ruleWords } from './foreign/ruleWords.ts';
import { schemaWords } from './foreign/schemaWords.ts';
import { parseSdl } from './readChecked.ts';
import { findLosses, implies } from './lostRules.ts';
import { recordFaults, recordWords } from './recordWords.ts';
import { findRecordLosses } from './recordLosses.ts';
import { nonNullFields } from './nonNullFields.ts';
import { patientTypes, unmarkedRecords } from './unmarkedRecords.ts';
import { unspecifiedScalars } from './unspecifiedScalars.ts';
import type { Problem } from './problem.ts';

export interface CheckedSource extends Omit<SubgraphSource, 'url'> {
  file: string;
}

export interface CheckOptions {
  /** Who owns what. Default: not known, and what belongs to others is not looked at. */
  ownership?: Ownership;
  /** The scopes and policies that there are. Default: any. */
  grants?: KnownGrants;
  /** Called with the supergraph where the subgraphs compose. */
  onComposed?: (supergraph: DocumentNode) => void;
}

interface Subgraph extends CheckedSource {
  document: DocumentNode;
  fields: DeclaredField[];
}

/**
 * Says what keeps subgraphs out of the national graph: personal fields without a rule, patients' data of which it is not said whose
 * record they are, fields that may be null and do not say so, scalars without a specification, whatever does not compose with the other subgraphs, and fields of today's graph that would disappear, lose their
 * rule or leave their owner.
 */
export function checkSubgraphs(
  checked: readonly CheckedSource[],
  others: readonly CheckedSource[],
  today: DocumentNode | undefined,
  { ownership, grants = { scopes: undefined, policies: undefined }, onComposed }: CheckOptions = {},
): Problem[] {
  const problems: Problem[] = [];
  const read = (source: CheckedSource) => readSubgraph(source, problems);
  const subgraphs = checked.flatMap(read);
  const rest = others.filter(({ name }) => !checked.some((source) => source.name === name)).flatMap(read);
  if (problems.length > 0) return problems;
  const all = [...subgraphs, ...rest];
  const subjects = patientTypes(all);
  problems.push(...subgraphs.flatMap(nameWords));
  for (const subgraph of ownership ? subgraphs : []) {
    const neighbours = all.filter((other) => other !== subgraph);
    problems.push(
      ...schemaWords(subgraph, neighbours, ownership ?? new Map()),
      ...foreignActs(subgraph, neighbours, ownership ?? new Map()),
    );
    problems.push(...ruleWords(subgraph, grants, subjects));
  }
  if (problems.some(keepsFromComposing)) return problems;
  const supergraph = compose(all, subgraphs, problems);
  // What rules hold is known of a composition alone: a subgraph by itself would seem to have fewer.
  if (!supergraph) return problems;
  onComposed?.(supergraph);
  const rules = readRequirements(supergraph, readSecurityDirectives(supergraph));
  for (const subgraph of subgraphs) problems.push(...unruledFields(subgraph, [...subgraphs, ...rest], rules));
  problems.push(...unmarkedRecords(subgraphs, all), ...unspecifiedScalars(subgraphs, all));
  problems.push(...recordWords(subgraphs, supergraph), ...unclearNodes(supergraph, subgraphs, problems));
  problems.push(...nonNullFields(supergraph, subgraphs, [...subgraphs, ...rest]));
  for (const loss of today ? findLosses(today, supergraph) : [])
    problems.push({ ...placeOf(loss.coordinate, subgraphs), ...loss });
  // What of it cannot be understood is said above where it is written.
  if (!problems.some((problem) => problem.kind === 'words' && recordFaults.has(problem.fault)))
    problems.push(...recordLosses(today, supergraph, subgraphs));
  return problems;
}

/** Records that would be decided otherwise than today; record directives that cannot be understood are said as composition's errors are. */
function recordLosses(today: DocumentNode | undefined, next: DocumentNode, subgraphs: readonly Subgraph[]): Problem[] {
  try {
    return findRecordLosses(today ?? next, next).map((loss) => ({ ...placeOf(loss.coordinate, subgraphs), ...loss }));
  } catch (error) {
    if (!(error instanceof WaslError)) throw error;
    const reason = String(error.details['reason'] ?? error.message);
    return [{ kind: 'incompatible', ...(namedPlace(reason, subgraphs) ?? firstLine(subgraphs)), reason }];
  }
}

/** What keeps a gateway from telling by `@node` which type an id is of, where nothing else is said of it. */
function unclearNodes(supergraph: DocumentNode, subgraphs: readonly Subgraph[], said: readonly Problem[]): Problem[] {
  const what = nodesFault(supergraph);
  if (what === undefined || said.some((problem) => problem.kind === 'foreign' && problem.act === 'node')) return [];
  const place = namedPlace(what, subgraphs) ?? firstLine(subgraphs);
  return [{ kind: 'words', fault: 'nodes', ...place, coordinate: '@node', what }];
}

/** The personal fields without a rule. A field counts as personal unless its subgraph, or another that declares it, marks it as public. */
function unruledFields(subgraph: Subgraph, all: readonly Subgraph[], composed: Requirements): Problem[] {
  const isPublicElsewhere = ({ typeName, fieldName }: DeclaredField) =>
    all.some(({ fields }) =>
      fields.some((field) => field.isPublic && field.typeName === typeName && field.fieldName === fieldName),
    );
  return subgraph.fields
    .filter((field) => {
      const { typeName, fieldName, isPublic } = field;
      const rule = composed.of(typeName, fieldName) ?? noRequirement;
      // A rule with an empty list of scopes allows everyone.
      if (isPublic || !implies(noRequirement, rule)) return false;
      return !isPublicElsewhere(field);
    })
    .map(({ typeName, fieldName, line }) => ({
      kind: 'unruled',
      file: subgraph.file,
      line,
      coordinate: `${typeName}.${fieldName}`,
    }));
}

function readSubgraph(source: CheckedSource, problems: Problem[]): Subgraph[] {
  const document = parseSdl(source.sdl, source.file);
  if ('definitions' in document) return [{ ...source, document, fields: declaredFields(document) }];
  problems.push(document);
  return [];
}

/** Composes the subgraphs, or adds the errors, each at its place in a checked file where there is one. */
function compose(
  all: readonly Subgraph[],
  checked: readonly Subgraph[],
  problems: Problem[],
): DocumentNode | undefined {
  for (const { file, document } of checked)
    for (const reason of wrongOneOf(document)) problems.push({ kind: 'incompatible', file, line: 1, reason });
  const services = all.map(({ name, document }) => ({ name, typeDefs: document, url: 'http://127.0.0.1/graphql' }));
  const { supergraphSdl, errors = [] } = composeSafely(services);
  problems.push(...composeErrors(errors, checked, all, problems));
  return supergraphSdl === undefined ? undefined : parse(supergraphSdl, { noLocation: true });
}

/** Composition recurses along types: a chain of thousands overflows its stack, which is an error of the subgraph like another. */
function composeSafely(services: readonly { name: string; typeDefs: DocumentNode; url: string }[]) {
  try {
    return composeServices(composable(services));
  } catch (error) {
    if (error instanceof RangeError)
      return {
        supergraphSdl: undefined,
        errors: [new GraphQLError('its types lead to one another in too long a chain')],
      };
    const reason = error instanceof Error ? error.message.split('\n')[0] : '';
    return { supergraphSdl: undefined, errors: [new GraphQLError(reason || 'composition fails')] };
  }
}

/** The file and line where a checked subgraph declares a field. */
function placeOf(coordinate: string, checked: readonly Subgraph[]): { file: string; line: number } {
  for (const { file, fields } of checked) {
    const field = fields.find(({ typeName, fieldName }) => `${typeName}.${fieldName}` === coordinate);
    if (field) return { file, line: field.line };
  }
  return firstLine(checked);
}

function firstLine([first]: readonly Subgraph[]): { file: string; line: number } {
  return { file: first?.file ?? '', line: 1 };
}
