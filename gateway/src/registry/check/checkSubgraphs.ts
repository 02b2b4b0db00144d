import { composeServices } from '@apollo/composition';
import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';
import { composable, type SubgraphSource, withStandardRoots, wrongOneOf } from '../composeSupergraph.ts';
import { readRequirements, type Requirements } from '../../authorization/readRequirements.ts';
import { noRequirement } from '../../authorization/requirement.ts';
import { readSecurityDirectives } from '../../authorization/securityDirectives.ts';
import { declaredFields, type DeclaredField, subgraphSecurity } from './declaredFields.ts';
import { findLosses, implies } from './lostRules.ts';
import { nonNullFields } from './nonNullFields.ts';
import { unmarkedRecords } from './unmarkedRecords.ts';
import type { Problem } from './problem.ts';

export interface CheckedSource extends Omit<SubgraphSource, 'url'> {
  file: string;
}

interface Subgraph extends CheckedSource {
  document: DocumentNode;
  fields: DeclaredField[];
}

/**
 * Says what keeps subgraphs out of the national graph: personal fields without a rule, patients' data of which it is not said whose
 * record they are, fields that may be null
 * and do not say so, whatever does not compose with the other subgraphs, and fields of today's graph that would disappear, lose their
 * rule or leave their owner.
 */
export function checkSubgraphs(
  checked: readonly CheckedSource[],
  others: readonly CheckedSource[],
  today: DocumentNode | undefined,
): Problem[] {
  const problems: Problem[] = [];
  const read = (source: CheckedSource) => readSubgraph(source, problems);
  const subgraphs = checked.flatMap(read);
  const rest = others.filter(({ name }) => !checked.some((source) => source.name === name)).flatMap(read);
  if (problems.length > 0) return problems;
  const supergraph = compose([...subgraphs, ...rest], subgraphs, problems);
  const rules = supergraph && readRequirements(supergraph, readSecurityDirectives(supergraph));
  for (const subgraph of subgraphs) problems.push(...unruledFields(subgraph, [...subgraphs, ...rest], rules));
  problems.push(...unmarkedRecords(subgraphs, [...subgraphs, ...rest]));
  if (supergraph) problems.push(...nonNullFields(supergraph, subgraphs, [...subgraphs, ...rest]));
  if (supergraph && today) {
    for (const loss of findLosses(today, supergraph))
      problems.push({ ...placeOf(loss.coordinate, subgraphs), ...loss });
  }
  return problems;
}

/** The personal fields without a rule. A field counts as personal unless its subgraph, or another that declares it, marks it as public. */
function unruledFields(subgraph: Subgraph, all: readonly Subgraph[], composed: Requirements | undefined): Problem[] {
  const own = readRequirements(subgraph.document, subgraphSecurity(subgraph.document));
  const isPublicElsewhere = ({ typeName, fieldName }: DeclaredField) =>
    all.some(({ fields }) =>
      fields.some((field) => field.isPublic && field.typeName === typeName && field.fieldName === fieldName),
    );
  return subgraph.fields
    .filter((field) => {
      const { typeName, fieldName, isPublic } = field;
      const rule = (composed ?? own).of(typeName, fieldName) ?? noRequirement;
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
  try {
    const document = withStandardRoots(parse(new Source(source.sdl, source.file)));
    return [{ ...source, document, fields: declaredFields(document) }];
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const line = error.locations?.[0]?.line ?? 1;
    problems.push({ kind: 'unreadable', file: source.file, line, reason: error.message });
    return [];
  }
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
  const { supergraphSdl, errors } = composeServices(services.map(composable));
  for (const error of errors ?? []) {
    const nodes = (error.nodes ?? []) as readonly { subgraph?: string; loc?: { startToken: { line: number } } }[];
    const places = nodes.flatMap(({ subgraph, loc }) => {
      const file = checked.find(({ name }) => name === subgraph)?.file;
      return file === undefined ? [] : [{ file, line: loc?.startToken.line ?? 1 }];
    });
    problems.push({ kind: 'incompatible', ...(places[0] ?? firstLine(checked)), reason: error.message });
  }
  return supergraphSdl === undefined ? undefined : parse(supergraphSdl, { noLocation: true });
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
