import { WaslError } from '@wasl/schema/errors.ts';
import {
  type DocumentNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../../core/documentParts.ts';
import { collectCosted, type Costed, type Selecting } from './collectCosted.ts';
import type { CostAnnotations, FieldAnnotations } from './costAnnotations.ts';
import { type Cost, fixedCost, folded, nothing, sumOf, totalOf } from './costExpression.ts';
import type { InputCosts } from './inputCost.ts';
import { type AskedField, type Sized, sizedWithin, sizeOfField } from './listSizes.ts';
import { requireOneSlice } from './slices.ts';

/** What costs are compiled with. */
export interface Costing {
  schema: GraphQLSchema;
  annotations: CostAnnotations;
  assumedListSize: number;
  inputCosts: InputCosts;
}

/** Weight of a mutation's field without an annotation. */
const mutationWeight = 10;
/** Most selections that are visited, each once for every type that its object may have: this bounds the time. */
const mostSteps = 50_000;

/** Compiles the costs of one operation; selections on one type at one place are visited once. */
export class OperationCosts {
  /** Number of visited selections. */
  steps = 0;
  readonly #costing: Costing;
  readonly #selecting: Selecting;
  readonly #known = new Map<string, Cost>();
  readonly #numbers = new Map<SelectionSetNode, number>();

  constructor(costing: Costing, document: DocumentNode, { variableDefinitions = [] }: OperationDefinitionNode) {
    this.#costing = costing;
    const { schema } = costing;
    this.#selecting = { schema, fragments: fragmentsOf(document), definitions: variableDefinitions };
  }

  ofObject(type: GraphQLObjectType, sets: readonly SelectionSetNode[], sized?: Sized): Cost {
    this.#step(sets.length);
    const key = `${type.name} ${sets.map((set) => this.#numberOf(set)).join(' ')} ${sized?.from ?? ''}`;
    let cost = this.#known.get(key);
    if (!cost) {
      const terms: Cost[] = [fixedCost(this.#costing.annotations.types.get(type.name) ?? 1)];
      for (const costed of collectCosted(type, sets, this.#selecting))
        terms.push(this.#ofSelected(type, costed, sized));
      cost = sumOf(terms);
      this.#known.set(key, cost);
    }
    return cost;
  }

  #ofType(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], sized: Sized | undefined): Cost {
    if (!isAbstractType(type)) return this.ofObject(type, sets, sized);
    const options = this.#costing.schema.getPossibleTypes(type).map((item) => this.ofObject(item, sets, sized));
    return options.length === 1 && options[0] ? options[0] : folded({ kind: 'most', fixed: undefined, options });
  }

  #ofSelected(parent: GraphQLObjectType, { key, nodes, conditions }: Costed, sized: Sized | undefined): Cost {
    this.#step(nodes.length);
    const [node] = nodes;
    const field = node && parent.getFields()[node.name.value];
    // Introspection fields have limits of their own.
    if (!field) return nothing;
    const { annotations, assumedListSize } = this.#costing;
    const annotated = annotations.fields.get(`${parent.name}.${field.name}`);
    if (annotated?.list) requireOneSlice(annotated.list, field, node, parent.name);
    const asked = { field, node, list: annotated?.list, definitions: this.#selecting.definitions };
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const part = folded({
      kind: 'field',
      fixed: undefined,
      key,
      once: this.#ofCall(parent, asked, annotated),
      size: sizeOfField(asked, sized, assumedListSize),
      each: this.#ofValue(asked, sets, sizedWithin(asked, parent.name, assumedListSize)),
    });
    return conditions.length === 0 ? part : { kind: 'when', fixed: undefined, conditions, part };
  }

  /** The cost of calling a field, arguments included. */
  #ofCall(parent: GraphQLObjectType, { field, node, definitions }: AskedField, annotated?: FieldAnnotations): Cost {
    const { schema, inputCosts } = this.#costing;
    const usual = parent === schema.getMutationType() ? mutationWeight : 0;
    const terms = [fixedCost(annotated?.weight ?? usual)];
    for (const given of node.arguments ?? []) {
      const argument = field.args.find(({ name }) => name === given.name.value);
      if (!argument) continue;
      terms.push(fixedCost(annotated?.arguments?.get(argument.name) ?? 0));
      terms.push(inputCosts.of(argument.type, given.value, definitions));
    }
    return totalOf(terms);
  }

  #ofValue({ field }: AskedField, sets: readonly SelectionSetNode[], sized: Sized | undefined): Cost {
    const type = getNamedType(field.type);
    if (isCompositeType(type)) return this.#ofType(type, sets, sized);
    return fixedCost(this.#costing.annotations.types.get(type.name) ?? 0);
  }

  #step(selections: number): void {
    this.steps += selections;
    if (this.steps > mostSteps) throw new WaslError('OPERATION_TOO_LARGE', { maxCostSteps: mostSteps });
  }

  #numberOf(set: SelectionSetNode): number {
    const number = this.#numbers.get(set) ?? this.#numbers.size;
    this.#numbers.set(set, number);
    return number;
  }
}
