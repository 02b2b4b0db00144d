import { PlacedEntryFields, WaitingEntryFields } from '@wasl/kit/placing/resolvers';
import { DateScalar, DateTimeScalar } from '@wasl/kit/scalars';
import type { Resolvers } from '@wasl/subgraph-sdk';
import { Mutation } from './Mutation.ts';
import { Patient } from './Patient.ts';
import { PatientSummary } from './PatientSummary.ts';
import { ImmunizationCard, ScheduledVaccination } from './ImmunizationCard.ts';
import { ObservationTrend, TrendPoint } from './ObservationTrend.ts';
import { LaboratoryOrder, OrderedTest } from './LaboratoryOrder.ts';
import { PrescribingVisit, Prescription } from './prescriptions.ts';
import { ListedCode, Query } from './Query.ts';
import { ObservationComponent } from './recordFields.ts';
import { payloads, records } from './records.ts';
import { RecordVersion } from './RecordVersion.ts';

export const resolvers: Resolvers = {
  Date: DateScalar,
  DateTime: DateTimeScalar,
  Query,
  ListedCode,
  Mutation,
  Patient,
  PatientSummary,
  RecordVersion,
  ObservationComponent,
  ObservationTrend,
  TrendPoint,
  ImmunizationCard,
  ScheduledVaccination,
  LaboratoryOrder,
  OrderedTest,
  Prescription,
  PrescribingVisit,
  RecordToPlace: WaitingEntryFields,
  PlacedRecord: PlacedEntryFields,
  ...records,
  ...payloads,
};
