import type { GraphQLFormattedError } from 'graphql';
import type { AskGraph } from './askGraph.ts';
import { absenceOf, errorsAt } from './graphErrors.ts';
import { kinds } from './kinds.ts';
import { noSuchPatient } from './outcome.ts';
import { operations, pages } from './operations.ts';

/** One row of the graph with the cursor after it. */
export interface Row {
  cursor: string;
  node: unknown;
}

/** A page of one type of a patient's records, or why there is none. */
export type GraphPage =
  | {
      /** As the graph has it: a merged ID's is the survivor's. */
      healthId: string;
      rows: Row[];
      hasNextPage: boolean;
      /** Parts that are missing in it. */
      errors: readonly GraphQLFormattedError[];
    }
  | { error: GraphQLFormattedError };

interface Connection {
  edges?: ({ cursor: string; node?: unknown } | null)[] | null;
  pageInfo?: { hasNextPage?: boolean } | null;
}

export interface PageRequest {
  type: string;
  healthId: string;
  first: number;
  after: string | null;
  /** The caller reads anybody's access log, and no record: `accessLog` is asked for at the root. */
  isAuditor: boolean;
}

/** Reads a page. @throws WaslError NOT_FOUND where there is no such patient, or Refused */
export async function readPage(
  ask: AskGraph,
  { type, healthId, first, after, isAuditor }: PageRequest,
): Promise<GraphPage> {
  const { field, isPaged } = kinds[type]!;
  const atRoot = type === 'AuditEvent' && isAuditor;
  const document = atRoot ? operations.accessLog : pages[type]!;
  const { data, errors } = await ask(document, isPaged ? { healthId, first, after } : { healthId });
  const patient = (atRoot ? data : data['patient']) as Record<string, unknown> | null | undefined;
  const found = patient?.[field];
  const own = errorsAt(errors, atRoot ? [field] : ['patient', field]).filter((error) => !isLinkWithheld(error));
  if (found == null) {
    const [error] = own;
    if (error) return { error };
    throw noSuchPatient();
  }
  const survivor = typeof patient?.['healthId'] === 'string' ? patient['healthId'] : healthId;
  if (isPaged) return { healthId: survivor, errors: own, ...rowsOf(found as Connection) };
  return { healthId: survivor, errors: own, ...slice(found as unknown[], first, Number(after ?? 0)) };
}

/** A visit or an order that the reader may not see is no part of what belongs to it: only the link is missing. */
function isLinkWithheld(error: GraphQLFormattedError): boolean {
  const isOfLink = error.path?.some((name) => name === 'encounter' || name === 'basedOn');
  return isOfLink === true && absenceOf(error) === 'withheld';
}

function rowsOf({ edges, pageInfo }: Connection): { rows: Row[]; hasNextPage: boolean } {
  const rows = (edges ?? []).flatMap((edge) => (edge ? [{ cursor: edge.cursor, node: edge.node ?? null }] : []));
  return { rows, hasNextPage: pageInfo?.hasNextPage === true };
}

/** A page of a list that the graph gives as a whole; its cursor is how many came before. */
function slice(items: readonly unknown[], first: number, from: number): { rows: Row[]; hasNextPage: boolean } {
  const rows = items.slice(from, from + first).map((node, index) => ({ cursor: String(from + index + 1), node }));
  return { rows, hasNextPage: from + first < items.length };
}
