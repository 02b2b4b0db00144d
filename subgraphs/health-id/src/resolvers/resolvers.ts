import { DateScalar, DateTimeScalar } from '@wasl/kit/scalars';
import type { Resolvers } from '@wasl/subgraph-sdk';
import { Facility, Practitioner } from './Facility.ts';
import { Mutation } from './Mutation.ts';
import { Patient } from './Patient.ts';
import { PatientCandidate } from './PatientCandidate.ts';
import { Query } from './Query.ts';
import { Appointment } from './Appointment.ts';
import { IncomingReferral, Referral } from './Referral.ts';
import { ConsentDirective, DuplicateReview, Guardianship, TreatmentRelationship } from './relations.ts';
import { Actor, BreakGlassSession, Notice, PartedMerge, RegistrarAct, ReturnReview } from './oversight.ts';
import { PatientVersion, UnlinkedIdentifier } from './versions.ts';

/** One file per type; each translates, the stores query. */
export const resolvers: Resolvers = {
  Date: DateScalar,
  DateTime: DateTimeScalar,
  Query,
  Mutation,
  Patient,
  PatientCandidate,
  PatientVersion,
  UnlinkedIdentifier,
  Facility,
  Practitioner,
  ConsentDirective,
  DuplicateReview,
  TreatmentRelationship,
  Referral,
  IncomingReferral,
  Appointment,
  Guardianship,
  Actor,
  Notice,
  RegistrarAct,
  ReturnReview,
  PartedMerge,
  BreakGlassSession,
};
