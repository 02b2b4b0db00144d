import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';

export interface StatementCounter {
  statements: number;
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
        if (isStatement) counter.statements += 1;
        return member.apply(target, args);
      };
    },
  });
}
