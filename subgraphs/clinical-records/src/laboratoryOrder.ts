import { failure, sayWhy } from '@wasl/kit/errors';
import { readWords } from '@wasl/kit/readWords';
import type { PatientLife } from '@wasl/subgraph-sdk';
import { laboratoryTest } from '@wasl/terminology/laboratoryTests';
import { admit } from '@wasl/terminology/inForce';
import type { AskedLabels } from '@wasl/terminology/recordLabels';

/** FHIR's request-priority, the most urgent first: what stands first in a worklist. */
export const priorities = ['STAT', 'ASAP', 'URGENT', 'ROUTINE'] as const;

export type OrderPriority = (typeof priorities)[number];

/** A test of an order, as the list calls it. */
export interface OrderedTest {
  code: string;
  displayAr: string;
  displayEn: string;
}

/** An order as it is written. */
export interface NewOrder extends AskedLabels {
  /** LOINC. */
  codes: readonly string[];
  priority?: string | null;
  /** ICD-10. */
  reasonCode?: string | null;
  reason?: string | null;
  /** What is sent to the laboratory. */
  specimen?: string | null;
  /** The facility whose laboratory makes them; the orderer's own where it is absent. */
  laboratoryId?: string | null;
}

/** What an order keeps of its own, besides what every record has. */
export interface OrderContent {
  tests: OrderedTest[];
  priority: OrderPriority;
  orderedBy: string;
  reasonCode?: string;
  reason?: string;
  specimen?: string;
  /** The facility whose laboratory makes the tests, where it is another one than the orderer's. */
  laboratoryId?: string;
  /** What answers it: results, by themselves or within a report, and reports. */
  resultIds?: string[];
  reportIds?: string[];
  /** RFC 3339. */
  completedAt?: string;
  cancelledAt?: string;
  cancelledBy?: string;
  cancelReason?: string;
}

/** Most tests of one order. */
const mostTests = 30;

/** What is ordered, in the words of the lists. @throws SubgraphError BAD_USER_INPUT naming the field, SEX_IMPLAUSIBLE */
export function readOrder(
  { codes, priority, reasonCode, reason, specimen }: NewOrder,
  life: PatientLife | undefined,
): Pick<OrderContent, 'tests' | 'priority' | 'reasonCode' | 'reason' | 'specimen'> {
  if (codes.length < 1 || codes.length > mostTests)
    throw failure('BAD_USER_INPUT', { field: 'codes', minimum: 1, maximum: mostTests });
  const tests = codes.map((code) => readTest(code, life));
  if (new Set(tests.map(({ code }) => code)).size < tests.length) throw failure('BAD_USER_INPUT', { field: 'codes' });
  return {
    tests,
    priority: (priority ?? 'ROUTINE') as OrderPriority,
    ...(reasonCode != null && { reasonCode: listed('icd-10', reasonCode, 'reasonCode').code }),
    ...(reason != null && { reason: readWords('reason', reason, 3) }),
    ...(specimen != null && { specimen: readWords('specimen', specimen, 3) }),
  };
}

function readTest(written: string, life: PatientLife | undefined): OrderedTest {
  const { code, ar, en } = listed('loinc', written, 'codes');
  const test = laboratoryTest(code);
  if (test?.category !== 'laboratory') throw noTest(code);
  if ((test.sex === 'F' && life?.sex === 'MALE') || (test.sex === 'M' && life?.sex === 'FEMALE'))
    throw failure('SEX_IMPLAUSIBLE', { field: 'codes' });
  return { code, displayAr: ar, displayEn: en };
}

function listed(system: 'loinc' | 'icd-10', code: string, field: string) {
  const admission = admit(system, code);
  if (!admission.accepted) throw sayWhy('BAD_USER_INPUT', admission.reason, { field });
  return admission;
}

function noTest(code: string): Error {
  const sentences = {
    en: `LOINC ${code} is not a test of a laboratory: order one that is.`,
    ar: `LOINC ${code} ليس فحصاً مخبرياً: اطلب فحصاً مخبرياً.`,
  };
  return sayWhy('BAD_USER_INPUT', sentences, { field: 'codes', details: { code } });
}
