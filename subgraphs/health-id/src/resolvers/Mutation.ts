import { registrationMutations } from './registrationMutations.ts';
import { relationMutations } from './relationMutations.ts';

export const Mutation = { ...registrationMutations, ...relationMutations };
