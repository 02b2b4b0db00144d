import { actMutations } from './actMutations.ts';
import { consentMutations } from './consentMutations.ts';
import { glassMutations } from './glassMutations.ts';
import { registrationMutations } from './registrationMutations.ts';
import { relationMutations } from './relationMutations.ts';

export const Mutation = {
  ...registrationMutations,
  ...relationMutations,
  ...consentMutations,
  ...actMutations,
  ...glassMutations,
};
