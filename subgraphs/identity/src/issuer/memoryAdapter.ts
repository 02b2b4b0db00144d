type Payload = Record<string, unknown>;

interface Entry {
  payload: Payload;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

const mostEntries = 50_000;

/** What `oidc-provider` keeps codes, grants and sessions in. */
export interface OidcAdapter {
  upsert(id: string, payload: Payload, expiresInSeconds?: number): Promise<void>;
  find(id: string): Promise<Payload | undefined>;
  findByUid(uid: string): Promise<Payload | undefined>;
  findByUserCode(userCode: string): Promise<Payload | undefined>;
  consume(id: string): Promise<void>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

/** Adapters over one memory: a restart forgets codes and sign-ins under way, which live for minutes anyway. */
export function createMemoryAdapters(): (model: string) => OidcAdapter {
  const entries = new Map<string, Entry>();
  return (model) => createAdapter(model, entries);
}

function createAdapter(model: string, entries: Map<string, Entry>): OidcAdapter {
  const keyOf = (id: string) => `${model}:${id}`;

  function read(key: string): Payload | undefined {
    const entry = entries.get(key);
    if (entry && entry.expiresAt > Date.now()) return entry.payload;
    entries.delete(key);
    return undefined;
  }

  return {
    async upsert(id, payload, expiresInSeconds = 3_600) {
      entries.delete(keyOf(id));
      entries.set(keyOf(id), { payload, expiresAt: Date.now() + expiresInSeconds * 1_000 });
      if (entries.size > mostEntries) dropOldest(entries);
    },
    find: async (id) => read(keyOf(id)),
    async findByUid(uid) {
      for (const [key, { payload }] of entries) {
        if (key.startsWith(`${model}:`) && payload['uid'] === uid) return read(key);
      }
      return undefined;
    },
    findByUserCode: async () => undefined, // the device flow is off
    async consume(id) {
      const payload = read(keyOf(id));
      if (payload) payload['consumed'] = Math.floor(Date.now() / 1_000);
    },
    async destroy(id) {
      entries.delete(keyOf(id));
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of entries) if (payload['grantId'] === grantId) entries.delete(key);
    },
  };
}

/** First what has expired, then the oldest tenth: a flood of sign-ins cannot fill the memory. */
function dropOldest(entries: Map<string, Entry>): void {
  const now = Date.now();
  for (const [key, { expiresAt }] of entries) if (expiresAt <= now) entries.delete(key);
  if (entries.size <= mostEntries) return;
  for (const key of [...entries.keys()].slice(0, mostEntries / 10)) entries.delete(key);
}
