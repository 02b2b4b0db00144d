import { type DocumentNode, Kind, type StringValueNode, visit } from 'graphql';

const none: readonly string[] = [];

/**
 * Makes the draw of the progressive `@override` labels that hold for one request: of those on fields of a name that the
 * operation selects. `percent(x)` holds for that share of requests; labels of other forms are for a service outside to decide,
 * and hold for none.
 */
export function createOverrideDraw(supergraph: DocumentNode): (operation: DocumentNode) => readonly string[] {
  const labels = readLabels(supergraph);
  if (labels.size === 0) return () => none;
  const known = new WeakMap<DocumentNode, [label: string, percent: number][]>();
  return (operation) => {
    let concerned = known.get(operation);
    if (!concerned) {
      concerned = labelsOf(operation, labels);
      known.set(operation, concerned);
    }
    if (concerned.length === 0) return none;
    return concerned.filter(([, percent]) => Math.random() * 100 < percent).map(([label]) => label);
  };
}

type Labels = Map<string, Map<string, number>>;

/** The share that each label holds for, by the names of the fields that bear it. */
function readLabels(supergraph: DocumentNode): Labels {
  const labels: Labels = new Map();
  visit(supergraph, {
    [Kind.FIELD_DEFINITION]: (field) => {
      for (const { name, arguments: given } of field.directives ?? []) {
        const label = given?.find((item) => item.name.value === 'overrideLabel')?.value as StringValueNode | undefined;
        const percent = /^percent\(([\d.]+)\)$/.exec(label?.value ?? '')?.[1];
        if (name.value !== 'join__field' || !label || percent === undefined) continue;
        const known = labels.get(field.name.value) ?? new Map<string, number>();
        labels.set(field.name.value, known.set(label.value, Number(percent)));
      }
    },
  });
  return labels;
}

function labelsOf(operation: DocumentNode, labels: Labels): [string, number][] {
  const concerned = new Map<string, number>();
  visit(operation, {
    [Kind.FIELD]: ({ name }) => {
      for (const [label, percent] of labels.get(name.value) ?? []) concerned.set(label, percent);
    },
  });
  return [...concerned];
}
