import { DateScalar, DateTimeScalar } from '@wasl/kit/scalars';
import type { Resolvers } from '@wasl/subgraph-sdk';
import {
  AlertCause,
  Dispense,
  LabelChange,
  Medication,
  MedicationAlert,
  Patient,
  Pharmacy,
  Prescription,
  StockBatch,
} from './entities.ts';
import { Mutation } from './Mutation.ts';
import { Query } from './Query.ts';

export const resolvers: Resolvers = {
  Date: DateScalar,
  DateTime: DateTimeScalar,
  Query,
  Mutation,
  AlertCause,
  Dispense,
  LabelChange,
  Medication,
  MedicationAlert,
  Patient,
  Pharmacy,
  Prescription,
  StockBatch,
};
