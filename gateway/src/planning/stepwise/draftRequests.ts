import { type FieldNode, print, type SelectionNode } from 'graphql';
import {
  type Answer,
  createPlace,
  type Draft,
  type Drafts,
  fieldsOf,
  on,
  type Place,
  type Selected,
} from './drafts.ts';
import { listDepthOf, namedTypeOf } from './joins.ts';
import { asSource, createReach, type Way } from './reach.ts';
import { createShortfall, isLess, type Shortfall } from './shortfall.ts';
import { createFillUnnamed } from './fillUnnamed.ts';
import type { Entry, Knowledge, Source } from './knowledge.ts';

type Selections = readonly SelectionNode[];

/** More selected fields than this are no plan. */
const mostSelected = 50_000;

/**
 * Drafts the requests that answer a selection: field by field, each asked of who answers its object already, or else of the
 * subgraph that takes the fewest questions to get to. @throws Error when a field cannot be had.
 */
export function draftRequests(knowledge: Knowledge, rootType: string, selections: Selections): Draft[] {
  const reach = createReach(knowledge);
  const shortfall = createShortfall(knowledge, reach);
  const drafts: Draft[] = [];
  let selectedCount = 0;
  const fillUnnamed = createFillUnnamed({ knowledge, reach, fill, bring, ask, waysTo, answersIn });

  const root = createPlace([], rootType, undefined);
  if (!fill(root, selections)) throw new Error('A field cannot be had.');
  return drafts;

  function isUnnamed({ type }: Place): boolean {
    return knowledge.joins.types.get(type)?.kind === 'interface';
  }

  /** Brings what is selected of a place’s objects; undefined when something cannot be had. */
  function fill(place: Place, wanted: Selections): Drafts | undefined {
    return isUnnamed(place)
      ? fillUnnamed(place, wanted)
      : bringAll(place, knowledge.fieldsIn(wanted, place.type), false);
  }

  function bringAll(
    place: Place,
    fields: ReadonlyMap<string, readonly FieldNode[]>,
    isForInput: boolean,
  ): Drafts | undefined {
    const brought: Drafts = new Set();
    let isWhole = true;
    for (const [key, nodes] of fields) {
      const found = bring(place, key, nodes, isForInput);
      if (found) for (const draft of found) brought.add(draft);
      else isWhole = false;
    }
    return isWhole ? brought : undefined;
  }

  function bring(place: Place, key: string, nodes: readonly FieldNode[], isForInput: boolean): Drafts | undefined {
    const [node] = nodes as [FieldNode];
    if (node.name.value === '__typename') return bringTypename(place);
    if (node.name.value.startsWith('__')) return new Set();
    const wanted = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
    const known = place.brought.get(key);
    if (known && wanted.length === 0) return known;
    if (isForInput && place.unnamed?.answers.some(({ source }) => knowledge.answered(source, node.name.value))) {
      return bring(place.unnamed, key, nodes, true);
    }
    return wanted.length === 0 ? bringLeaf(place, key, node) : bringObject(place, key, node, wanted, isForInput);
  }

  function bringLeaf(place: Place, key: string, node: FieldNode): Drafts | undefined {
    const name = node.name.value;
    const here = place.answers.find((answer) => answersIn(answer, name));
    if (here) return addField(place, here, key, node);
    for (const way of waysTo(place, name)) {
      const answer = ask(place, way);
      if (answer) return addField(place, answer, key, node);
    }
    return place.unnamed && bring(place.unnamed, key, [node], false);
  }

  /** Objects without a key may have to be asked of several subgraphs, until nothing of them is missing. */
  function bringObject(
    place: Place,
    key: string,
    node: FieldNode,
    wanted: Selections,
    isForInput: boolean,
  ): Drafts | undefined {
    for (;;) {
      const below = place.brought.has(key) ? fillBelow(place, key, node, wanted, isForInput) : undefined;
      if (below) return new Set([...(place.brought.get(key) ?? []), ...below]);
      if (place.brought.has(key) && place.type === 'Mutation') return undefined;
      const next = bestAnswer(place, key, node, wanted);
      if (!next) return place.unnamed && bring(place.unnamed, key, [node], false);
      addField(place, next, key, node);
    }
  }

  function fillBelow(
    place: Place,
    key: string,
    node: FieldNode,
    wanted: Selections,
    isForInput: boolean,
  ): Drafts | undefined {
    const brought: Drafts = new Set();
    const isAbstract = knowledge.isAbstract(namedTypeOf(outputOf(place.type, node)));
    for (const child of place.below.get(key)?.values() ?? []) {
      const found = isForInput ? bringAll(child, knowledge.fieldsIn(wanted, child.type), true) : fill(child, wanted);
      if (!found) return undefined;
      for (const draft of found) brought.add(draft);
      if (isForInput && isAbstract) for (const draft of bringTypename(child)) brought.add(draft);
    }
    return brought;
  }

  /** Who of those not asked yet leaves least of the selection open. */
  function bestAnswer(place: Place, key: string, node: FieldNode, wanted: Selections): Answer | undefined {
    const name = node.name.value;
    const present = place.answers.filter(({ fields }) => fields.has(key)).map(({ source }) => source);
    const limit = present.length > 0 ? lookAhead(present, name, wanted).missing : Infinity;
    const options: { cost: Shortfall; take: () => Answer | undefined }[] = [];
    for (const answer of place.answers) {
      if (answer.fields.has(key) || !answersIn(answer, name)) continue;
      options.push({ cost: lookAhead([...present, answer.source], name, wanted), take: () => answer });
    }
    for (const way of waysTo(place, name)) {
      const source = asSource(way.entry);
      if (place.asked.get(idOf(way))?.fields.has(key)) continue;
      const { missing, questions } = lookAhead([...present, source], name, wanted);
      options.push({ cost: { missing, questions: questions + way.level }, take: () => ask(place, way) });
    }
    const useful = options.filter(({ cost }) => cost.missing < limit);
    useful.sort((a, b) => (isLess(a.cost, b.cost) ? -1 : isLess(b.cost, a.cost) ? 1 : 0));
    for (const { take } of useful) {
      const answer = take();
      if (answer) return answer;
    }
    return undefined;
  }

  function lookAhead(sources: readonly Source[], name: string, wanted: Selections): Shortfall {
    const sum: Shortfall = { missing: 0, questions: 0 };
    const members = new Map<string, Source[]>();
    for (const source of sources) {
      const field = knowledge.fieldAt(source.graph, source.type, name);
      for (const below of field ? knowledge.below(source, name, field) : []) {
        members.set(below.type, [...(members.get(below.type) ?? []), below]);
      }
    }
    for (const [member, below] of members) {
      const { missing, questions } = shortfall(member, below, wanted);
      sum.missing += missing;
      sum.questions += questions;
    }
    return sum;
  }

  function waysTo(place: Place, name: string): (Way & { entry: Entry })[] {
    const sources = [...place.answers, ...(place.unnamed?.answers ?? [])].filter(
      ({ requires }) => requires === undefined,
    );
    return reach(
      place.type,
      sources.map(({ source }) => source),
    )
      .waysTo(name)
      .filter((way): way is Way & { entry: Entry } => way.entry !== undefined);
  }

  function answersIn({ source, requires }: Answer, name: string): boolean {
    return requires === undefined && knowledge.answered(source, name) !== undefined;
  }

  function idOf({ entry, requires }: Way & { entry: Entry }): string {
    return `${entry.graph}|${entry.type}|${requires ? print(requires) : ''}`;
  }

  /** Asks a subgraph for the objects of a place: with their key, and with what the wanted field requires. */
  function ask(place: Place, way: Way & { entry: Entry }): Answer | undefined {
    const id = idOf(way);
    const known = place.asked.get(id);
    if (known) return known;
    const { entry, key, requires } = way;
    const isRoot = knowledge.isRoot(entry.type);
    const sent = [...(key?.selections ?? []), ...(requires?.selections ?? [])];
    const brought = bringAll(place, knowledge.fieldsIn(sent, place.type), true);
    if (!brought) return undefined;
    const after: Drafts = new Set([...(place.made ? [place.made] : []), ...brought]);
    if (!isRoot) for (const draft of bringTypename(place)) after.add(draft);
    const selected: Selected = { type: entry.type, asksTypename: false, members: new Map() };
    const input = isRoot ? undefined : { on: place.type, as: entry.type, selections: sent };
    const draft: Draft = { graph: entry.graph, path: place.path, input, selected, after };
    drafts.push(draft);
    const fields = fieldsOf(selected, entry.type);
    const answer = { source: asSource(entry), draft, selected, fields, requires: requires && print(requires) };
    place.asked.set(id, answer);
    if (knowledge.isObject(entry.graph, entry.type)) place.answers.push(answer);
    return answer;
  }

  function addField(place: Place, answer: Answer, key: string, node: FieldNode): Drafts {
    const { source, draft } = answer;
    const field = knowledge.fieldAt(source.graph, source.type, node.name.value);
    if (!field) throw new Error('A subgraph is asked for a field that it does not know.');
    if (field.takesContext) throw new Error('A field takes arguments from a context.');
    selectedCount += 1;
    if (selectedCount > mostSelected) throw new Error('The plan grows too large.');
    const { selectionSet: _, ...bare } = node;
    const below = node.selectionSet ? selectedBelow(place, answer, key, node) : undefined;
    answer.fields.set(key, { node: bare, below });
    const brought = place.brought.get(key) ?? new Set();
    place.brought.set(key, brought.add(draft));
    return brought;
  }

  function selectedBelow(place: Place, { source, draft }: Answer, key: string, node: FieldNode): Selected {
    const field = knowledge.fieldAt(source.graph, source.type, node.name.value);
    const output = outputOf(place.type, node);
    const isAbstract = knowledge.isAbstract(namedTypeOf(output));
    const type = namedTypeOf(field?.type ?? output);
    const members = field ? knowledge.below(source, node.name.value, field) : [];
    const asksTypename = isAbstract && members.some((member) => !knowledge.isAbstract(member.type));
    const selected: Selected = { type, asksTypename, members: new Map() };
    const path = [...place.path, key, ...Array.from({ length: listDepthOf(output) }, () => '@')];
    const places = place.below.get(key) ?? new Map<string, Place>();
    place.below.set(key, places);
    for (const member of members) {
      const child =
        places.get(member.type) ?? createPlace(isAbstract ? [...path, on(member.type)] : path, member.type, draft);
      places.set(member.type, child);
      const fields = fieldsOf(selected, member.type);
      child.answers.push({ source: member, draft, selected, fields, requires: undefined });
    }
    return selected;
  }

  function outputOf(type: string, { name }: FieldNode) {
    const output = knowledge.outputOf(type, name.value);
    if (!output) throw new Error('A field is not in the supergraph.');
    return output;
  }

  function bringTypename(place: Place): Drafts {
    const answer = place.answers.find(({ source }) => source.type === place.type);
    if (!answer) return new Set();
    answer.selected.asksTypename = true;
    return new Set([answer.draft]);
  }
}
