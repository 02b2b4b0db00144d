import { PlacedEntryFields, WaitingEntryFields } from '@wasl/kit/placing/resolvers';
import { DateScalar, DateTimeScalar } from '@wasl/kit/scalars';
import type { Resolvers } from '@wasl/subgraph-sdk';
import { Mutation } from './Mutation.ts';
import { Patient } from './Patient.ts';
import { PatientSummary } from './PatientSummary.ts';
import { ListedCode, Query } from './Query.ts';
import { payloads, records, RecordVersion } from './records.ts';

export const resolvers: Resolvers = {
  Date: DateScalar,
  DateTime: DateTimeScalar,
  Query,
  ListedCode,
  Mutation,
  Patient,
  PatientSummary,
  RecordVersion,
  RecordToPlace: WaitingEntryFields,
  PlacedRecord: PlacedEntryFields,
  ...records,
  ...payloads,
};
