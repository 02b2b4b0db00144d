import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { Language } from '@wasl/schema/errors.ts';
import { isRole } from '@wasl/schema/roles.ts';
import { loadRecordPolicies } from '../policies/loadRecordPolicies.ts';
import { relations } from '../policies/matrix/relations.ts';
import { plainQuestion } from '../policies/records/recordSchema.ts';
import { usualPurpose } from '../policies/usualPurpose.ts';
import { recordCategories } from '../records/recordQuestion.ts';
import type { WhoseRecords } from '../registry/privacyDiff/printPrivacyDiff.ts';

/** Reads the national record policies, and says of whom a role may have records: in the relations of `schema/record-matrix.md`. */
export async function readWhoseRecords(language: Language): Promise<WhoseRecords> {
  const { decide } = await loadRecordPolicies(join(root, 'schema/policies'));
  return (audience, name, action) => {
    const category = recordCategories.find((known) => known === name);
    if (!isRole(audience) || !category) return [];
    const permits = ({ purposes, labels, facts }: (typeof relations)[number]) =>
      decide({
        action,
        role: audience,
        purpose: purposes?.[audience] ?? usualPurpose[audience],
        category,
        labels: { ...plainQuestion.labels, ...labels },
        facts: { ...plainQuestion.facts, ...facts },
      }).isPermitted;
    return relations.filter(permits).map((relation) => standingAlone(relation[language]));
  };
}

/** The matrix's tables follow one another, so that some say "the same": of a treated patient's record. */
function standingAlone(text: string): string {
  return text.replace(/^The same/, 'The record of a treated patient').replace(/^كذلك/, 'سجل مريض قيد العلاج');
}
