/** An answer of the matrix. */
export interface Body {
  data: { patients: Record<string, unknown>[] } | null;
  errors?: {
    path: (string | number)[];
    extensions: { code: string; wouldBreakGlassHelp?: boolean };
  }[];
}

interface Part {
  incremental?: { path: (string | number)[]; data: Record<string, unknown> | null; errors?: Body['errors'] }[];
}

/** The whole answer of one that came in parts. */
export function assemble([first, ...others]: readonly unknown[]): Body {
  const { data, errors = [] } = first as Body;
  const told = [...(errors ?? [])];
  for (const { incremental = [] } of others as Part[])
    for (const part of incremental) {
      const [, index] = part.path;
      Object.assign(data?.patients[Number(index)] ?? {}, part.data);
      told.push(...(part.errors ?? []));
    }
  return { data, errors: told };
}
