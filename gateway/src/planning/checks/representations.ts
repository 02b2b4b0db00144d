import type { RepresentationNode } from '../plan.ts';
import { collectFields } from '../queryGraph/collectFields.ts';
import { keyResolutionsOf } from '../queryGraph/keyResolutions.ts';
import { isSeenAs, type SimulatedObject, type Simulation } from './simulation.ts';

type Sent = readonly RepresentationNode[];

/** Whether all that a fetch sends of objects of a type has been fetched; false when it sends nothing of them. */
export function canSend(object: SimulatedObject, type: string, sent: Sent, simulation: Simulation): boolean {
  const concerned = concerning(object, type, sent, simulation);
  return concerned.length > 0 && concerned.every((node) => hasNode(object, type, node, simulation));
}

function hasNode(object: SimulatedObject, type: string, node: RepresentationNode, simulation: Simulation): boolean {
  if (node.kind === 'InlineFragment') return canSend(object, type, node.selections, simulation);
  if (node.name === '__typename') return true;
  const child = object.fields.get(type)?.get(node.alias ?? node.name);
  const below = node.selections;
  if (!child || !below) return child !== undefined;
  return child.types.every((one) => canSendBelow(child, one, below, simulation));
}

/** As `canSend`; of a type that nothing is sent of there is nothing to fetch. */
function canSendBelow(object: SimulatedObject, type: string, sent: Sent, simulation: Simulation): boolean {
  const concerned = concerning(object, type, sent, simulation);
  return concerned.length === 0 || canSend(object, type, concerned, simulation);
}

function concerning(object: SimulatedObject, type: string, sent: Sent, simulation: Simulation): RepresentationNode[] {
  return sent.filter((node) => node.kind === 'Field' || isSeenAs(object, type, node.typeCondition, simulation));
}

/** Whether what is sent of objects of a type holds a key by which the subgraph resolves them. */
export function namesEntity(
  object: SimulatedObject,
  type: string,
  sent: Sent,
  subgraph: string,
  simulation: Simulation,
): boolean {
  const { graph } = simulation;
  const names = new Set(namesSent(object, type, sent, simulation));
  return keyResolutionsOf(graph, type)
    .filter((resolution) => resolution.subgraph === subgraph)
    .flatMap(({ keys }) => keys)
    .some(({ selections }) => [...collectFields(graph.schema, type, selections).keys()].every((one) => names.has(one)));
}

function namesSent(object: SimulatedObject, type: string, sent: Sent, simulation: Simulation): string[] {
  return sent.flatMap((node) => {
    if (node.kind === 'Field') return [node.name];
    const applies = isSeenAs(object, type, node.typeCondition, simulation);
    return applies ? namesSent(object, type, node.selections, simulation) : [];
  });
}
