import { PlacedEntryFields, WaitingEntryFields } from '@wasl/kit/placing/resolvers';
import { DateScalar, DateTimeScalar } from '@wasl/kit/scalars';
import type { Resolvers } from '@wasl/subgraph-sdk';
import {
  AlertCause,
  Dispense,
  Dose,
  Encounter,
  LabelChange,
  Medication,
  MedicationAlert,
  Patient,
  PatientSummary,
  Prescription,
} from './entities.ts';
import { Mutation } from './Mutation.ts';
import { AlertOverride, DispensePayload, PrescriptionPayload, SafetyAlert } from './payloadTypes.ts';
import { Query } from './Query.ts';
import {
  NationalRecall,
  NationalRecallPayload,
  Pharmacy,
  PharmacyRecall,
  RecalledStock,
  StockBatch,
  StockFigure,
  StockMovement,
} from './stockTypes.ts';

export const resolvers: Resolvers = {
  Date: DateScalar,
  DateTime: DateTimeScalar,
  Query,
  Mutation,
  AlertCause,
  AlertOverride,
  Dispense,
  DispensePayload,
  Dose,
  Encounter,
  LabelChange,
  Medication,
  MedicationAlert,
  Patient,
  PatientSummary,
  NationalRecall,
  NationalRecallPayload,
  Pharmacy,
  PharmacyRecall,
  Prescription,
  PrescriptionPayload,
  PrescriptionToPlace: WaitingEntryFields,
  PlacedPrescription: PlacedEntryFields,
  RecalledStock,
  SafetyAlert,
  StockBatch,
  StockFigure,
  StockMovement,
};
