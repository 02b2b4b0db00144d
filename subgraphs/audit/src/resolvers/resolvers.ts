import { DateTimeScalar } from '@wasl/kit/scalars';
import type { Resolvers } from '@wasl/subgraph-sdk';
import { AccessLogEntry } from './AccessLogEntry.ts';
import { Patient, Query } from './accessLog.ts';

export const resolvers: Resolvers = { DateTime: DateTimeScalar, Query, Patient, AccessLogEntry };
