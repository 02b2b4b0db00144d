import type { Answer } from '../core/answer.ts';
import type { GraphQLRequest } from '../core/request.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
import { deliver, refuse } from './deliver.ts';
import { awaitRoom } from './awaitRoom.ts';
import { boundCost } from './boundCost.ts';
import { beginExchange, type Exchange } from './exchange.ts';
import { execute } from './execute.ts';
import type { Gateway } from './gateway.ts';
import { readOperation } from './readOperation.ts';

/** Answers one GraphQL request, whatever its transport. Any stage may throw: then no later stage runs, and its error is the answer. */
export async function answer(request: GraphQLRequest, gateway: Gateway): Promise<Answer> {
  let exchange: Exchange | undefined;
  const { observer } = request; // undefined unless traces or a log of requests are on
  try {
    exchange = beginExchange(request, gateway); // admission, a deadline, a version of the schema
    if (gateway.rates) await gateway.rates.admitAddress(request.address);
    observer?.stage('authenticate');
    const verified = authenticate(request, gateway.verifyToken);
    const caller = verified instanceof Promise ? await verified : verified; // at once where it is remembered
    exchange.admit(caller); // under load the less urgent give way
    if (gateway.rates) await gateway.rates.admitCaller(caller);
    observer?.stage('prepare');
    const read = readOperation(exchange, caller); // parse, validate, limit: cached, else in turn; check the variables
    const operation = read instanceof Promise ? await read : read;
    boundCost(operation, caller, gateway); // by the cost specification, with the variables that were sent
    observer?.stage('authorize');
    const allowed = authorize(operation, caller, exchange); // field rules: cached by grants
    observer?.stage('execute');
    const room = awaitRoom(operation, caller, exchange); // what runs of one caller at once is bounded, by its cost
    if (room) await room;
    const results = await execute(allowed, exchange); // one result, a first one and parts, or events
    return await deliver(results, allowed, exchange); // each through release(): the one way out
  } catch (error) {
    return refuse(error, request, gateway, exchange);
  }
}
