import { appointmentMutations } from './appointmentMutations.ts';
import { actMutations } from './actMutations.ts';
import { correctionMutations } from './correctionMutations.ts';
import { consentMutations } from './consentMutations.ts';
import { glassMutations } from './glassMutations.ts';
import { referralMutations } from './referralMutations.ts';
import { registrationMutations } from './registrationMutations.ts';
import { relationMutations } from './relationMutations.ts';

export const Mutation = {
  ...registrationMutations,
  ...correctionMutations,
  ...relationMutations,
  ...referralMutations,
  ...appointmentMutations,
  ...consentMutations,
  ...actMutations,
  ...glassMutations,
};
