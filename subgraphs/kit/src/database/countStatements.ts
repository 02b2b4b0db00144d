import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { TraceStatement } from './database.ts';

export interface StatementCounter {
  statements: number;
  /** Shows each statement; undefined where none is shown. */
  during?: TraceStatement;
}

/** Wraps a driver adapter so that it counts the statements passing through it, those of transactions included. */
export function countedFactory(
  factory: SqlMigrationAwareDriverAdapterFactory,
  counter: StatementCounter,
): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => counted(await factory.connect(), counter),
    connectToShadowDb: async () => counted(await factory.connectToShadowDb(), counter),
  };
}

const verb = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;

/** A statement's first word: all else may hold values. */
function nameOf(statement: unknown): string {
  const { sql } = statement as { sql?: unknown };
  return `statement ${(typeof sql === 'string' && verb.exec(sql)?.[1]?.toUpperCase()) || 'other'}`;
}

function counted<T extends object>(queryable: T, counter: StatementCounter): T {
  return new Proxy(queryable, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function') return member;
      if (property === 'startTransaction') {
        return async (...args: unknown[]) => counted((await member.apply(target, args)) as object, counter);
      }
      const isStatement = property === 'queryRaw' || property === 'executeRaw';
      return (...args: unknown[]) => {
        if (!isStatement) return member.apply(target, args);
        counter.statements += 1;
        const run = () => member.apply(target, args) as Promise<unknown>;
        return counter.during ? counter.during(nameOf(args[0]), run) : run();
      };
    },
  });
}
