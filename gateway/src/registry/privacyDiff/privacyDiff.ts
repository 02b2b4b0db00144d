import type { DocumentNode } from 'graphql';
import { readRecordDirectives } from '../../records/recordDirectives.ts';
import type { RecordCategory } from '../../records/recordQuestion.ts';
import { findRecordLosses, type RecordLoss } from '../check/recordLosses.ts';
import { type Access, type Audience, audiences, readAccessMatrix } from '../matrix/accessMatrix.ts';
import { createExamples } from './exampleQueries.ts';
import { type Received, receivedFields } from './receivedFields.ts';

/** A field that somebody could read or write who cannot today, by the access matrix. */
export interface NewAccess {
  coordinate: string;
  operation: 'read' | 'write';
  owners: readonly string[];
  /** Of which patients' records it is a part; record rules decide besides. Empty where it is none. */
  categories: readonly RecordCategory[];
  gains: readonly { audience: Audience; before: Access; after: Access }[];
  /** An operation by which the first of them could, undefined where no field that they may ask for leads there. */
  example: string | undefined;
}

/** What a proposed supergraph gives away that the one in force does not. */
export interface PrivacyDiff {
  accesses: readonly NewAccess[];
  /** What subgraphs would be sent by the gateway. */
  received: readonly Received[];
  weakened: readonly RecordLoss[];
}

const rank: readonly Access[] = ['none', 'policy', 'own', 'all'];

/** Compares the supergraph in force with a proposed one, by the access matrices of both. @throws WaslError SUPERGRAPH_REFUSED for record directives that cannot be understood */
export function readPrivacyDiff(today: DocumentNode, next: DocumentNode): PrivacyDiff {
  const known = new Set(receivedFields(today).map(textOf));
  return {
    accesses: newAccesses(today, next),
    received: receivedFields(next).filter((one) => !known.has(textOf(one))),
    weakened: findRecordLosses(today, next),
  };
}

function newAccesses(today: DocumentNode, next: DocumentNode): NewAccess[] {
  const before = accessByField(today);
  const after = accessByField(next);
  const records = readRecordDirectives(next);
  const examples = new Map<Audience, ReturnType<typeof createExamples>>();
  const exampleFor = (audience: Audience) => {
    const column = audiences.indexOf(audience);
    const made =
      examples.get(audience) ??
      createExamples(next, (coordinate) => (after.get(coordinate)?.[column] ?? 'none') !== 'none');
    examples.set(audience, made);
    return made;
  };
  return readAccessMatrix(next).flatMap(({ name: typeName, isWritten, fields }) =>
    fields.flatMap(({ name, owners, access }): NewAccess[] => {
      const coordinate = `${typeName}.${name}`;
      const old = before.get(coordinate);
      const gains = audiences
        .map((audience, index) => ({ audience, before: old?.[index] ?? 'none', after: access[index] ?? 'none' }))
        .filter((one) => rank.indexOf(one.after) > rank.indexOf(one.before));
      const [first] = gains;
      if (!first) return [];
      const category = records.typeOf(typeName)?.category;
      const written = records.writesOf(typeName, name).map((write) => write.category);
      const categories = [...new Set([...(category ? [category] : []), ...written])];
      const example = exampleFor(first.audience)(typeName, name);
      return [{ coordinate, operation: isWritten ? 'write' : 'read', owners, categories, gains, example }];
    }),
  );
}

function accessByField(supergraph: DocumentNode): Map<string, readonly Access[]> {
  return new Map(
    readAccessMatrix(supergraph).flatMap(({ name, fields }) =>
      fields.map((field) => [`${name}.${field.name}`, field.access] as const),
    ),
  );
}

function textOf({ subgraph, coordinate, by }: Received): string {
  return `${subgraph} ${coordinate} ${by}`;
}
