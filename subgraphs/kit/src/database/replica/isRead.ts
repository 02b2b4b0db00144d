const begins = /^\s*(?:SELECT|WITH)\b/i;
const changes =
  /\b(?:INSERT|UPDATE|DELETE|MERGE|INTO|nextval|setval|set_config|FOR\s+(?:NO\s+KEY\s+|KEY\s+)?(?:UPDATE|SHARE))\b|\bpg_(?:try_)?advisory_/i;

/**
 * Whether a statement only reads and takes no lock, by its words. Where it cannot be told, it does not; what is taken for a read and changes
 * something all the same, a standby refuses.
 */
export function isRead(sql: string): boolean {
  return begins.test(sql) && !changes.test(sql);
}
