/** A name in both scripts, as the graph has it; null where there is none. */
export function nameOf(ar: string | null, latin: string | null): { ar: string | null; latin: string | null } | null {
  return ar || latin ? { ar: ar || latin, latin } : null;
}
