import type { OperationTypeNode } from 'graphql';

/** How an operation is answered: which requests subgraphs get, in which order. Plain data, which crosses threads as JSON. */
export interface QueryPlan {
  /** Undefined where no subgraph has to be asked. */
  node?: PlanNode | SubscriptionNode;
}

export type PlanNode = SequenceNode | ParallelNode | FlattenNode | FetchNode | ConditionNode | DeferNode;

/** One after the other. */
export interface SequenceNode {
  kind: 'Sequence';
  nodes: readonly PlanNode[];
}

/** All at once: none needs what another fetches. */
export interface ParallelNode {
  kind: 'Parallel';
  nodes: readonly PlanNode[];
}

/** Something done for the objects at a path, from where the node itself stands. */
export interface FlattenNode {
  kind: 'Flatten';
  path: readonly PlanPathStep[];
  node: PlanNode;
}

/** One of two, by a Boolean variable of the operation. */
export interface ConditionNode {
  kind: 'Condition';
  variable: string;
  whenTrue?: PlanNode;
  whenFalse?: PlanNode;
}

/** What comes first, and the parts that `@defer` puts off. */
export interface DeferNode {
  kind: 'Defer';
  primary?: PlanNode;
  deferred: readonly DeferredPart[];
}

export interface DeferredPart {
  /** The part begins once the fetches of these ids are done. */
  depends: readonly string[];
  label?: string;
  /** From the root to the objects that the part completes. */
  path: readonly PlanPathStep[];
  /** Undefined where the part fetches nothing of its own. */
  node?: PlanNode;
}

/** What a subscription subscribes to, and what completes each of its events. */
export interface SubscriptionNode {
  kind: 'Subscription';
  primary: FetchNode;
  rest?: PlanNode;
}

/** One request to a subgraph: for fields of a root type, or for entities where it has `requires`. */
export interface FetchNode {
  kind: 'Fetch';
  /** By which deferred parts know it. */
  id?: string;
  /** The subgraph's name. */
  subgraph: string;
  operationKind: OperationTypeNode;
  operationName?: string;
  /** The operation's text. */
  operation: string;
  /** The variables of the planned operation that are sent along. */
  variables: readonly string[];
  /** What of each entity its representation holds. */
  requires?: readonly RepresentationNode[];
  /** Changes made to each representation before it is sent. */
  inputRewrites?: readonly Rewrite[];
  /** Changes made to what the subgraph answers before it is merged. */
  outputRewrites?: readonly Rewrite[];
  /** Arguments that are taken from objects above the entity (`@fromContext`). */
  contextArguments?: readonly ContextArgument[];
}

/** A step from an object of the answer to those below it. */
export type PlanPathStep =
  | { kind: 'key'; key: string }
  /** Every item of a list. */
  | { kind: 'items' }
  /** Only the objects to which a type condition applies. */
  | { kind: 'type'; condition: string };

/** A part of a representation's selection. */
export type RepresentationNode = RepresentationField | RepresentationFragment;

export interface RepresentationField {
  kind: 'Field';
  name: string;
  alias?: string;
  selections?: readonly RepresentationNode[];
}

export interface RepresentationFragment {
  kind: 'InlineFragment';
  typeCondition?: string;
  selections: readonly RepresentationNode[];
}

/** A change to the objects at a path, which holds no steps of kind `items`: lists are gone through by themselves. */
export type Rewrite =
  | { kind: 'SetValue'; path: readonly PlanPathStep[]; key: string; value: string }
  | { kind: 'RenameKey'; path: readonly PlanPathStep[]; key: string; to: string };

export interface ContextArgument {
  /** The variable of the fetch that gets the value. */
  variable: string;
  /** How many objects above the entity the value is looked for, and where from there. */
  levels: number;
  path: readonly PlanPathStep[];
}

/** A step of a path: only objects to which a type condition applies. */
export function onType(condition: string): PlanPathStep {
  return { kind: 'type', condition };
}
