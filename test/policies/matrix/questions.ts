import {
  purposesOfUse,
  recordCategories,
  type RecordFacts,
  type RecordLabels,
  type RecordQuestion,
} from '@wasl/gateway/records/recordQuestion';
import type { Role } from '@wasl/schema/roles.ts';
import { stranger } from '../support/questions.ts';

const relations: Partial<RecordFacts>[] = [
  {},
  { isTreating: true },
  { isOwn: true },
  { guardianOf: 'child' },
  { guardianOf: 'adolescent' },
  { hasActivePrescription: true },
  { isGlassBroken: true },
  { isPerformer: true },
];

const authors: Partial<RecordFacts>[] = [
  {},
  { isAuthorsSpecialty: true },
  { isAuthor: true, isAuthorsSpecialty: true },
];

const sensitivities = [[], ['HIV'], ['PSY']];

/** A role's cells: purposes × actions × categories × labels × relationship × authorship × consent. */
export function* everyQuestion(role: Role): Generator<RecordQuestion> {
  for (const purpose of purposesOfUse)
    for (const action of ['read', 'write'] as const)
      for (const category of recordCategories)
        for (const labels of everyLabels())
          for (const facts of everyFacts()) yield { action, role, purpose, category, labels, facts };
}

function everyLabels(): RecordLabels[] {
  return (['N', 'R', 'V'] as const).flatMap((confidentiality) =>
    sensitivities.map((codes) => ({ confidentiality, sensitivities: codes })),
  );
}

function everyFacts(): RecordFacts[] {
  return relations.flatMap((relation) =>
    authors.flatMap((author) =>
      (['none', 'permit', 'deny'] as const).map((consent) => ({ ...stranger, ...relation, ...author, consent })),
    ),
  );
}
