/** Somebody whom a visitor may sign in as. */
export interface PlaygroundPersona {
  name: string;
  labelAr: string;
  labelEn: string;
}

/** A ready-made operation of `schema/operations/`. */
export interface PlaygroundStory {
  /** Name of its file, without `.graphql`. */
  name: string;
  labelAr: string;
  labelEn: string;
  /** Name of the persona that it is for; anyone when absent, or whoever is named in `alsoFor`. */
  persona?: string;
  /** Other personas that it is for as well. */
  alsoFor?: readonly string[];
  /**
   * Its variables. The text `{{newKey}}` becomes a new UUID on each run; `{{anything else}}` the value that a story kept under
   * that name.
   */
  variables: Record<string, unknown>;
  /** What of the answer later stories use, and where it is; -1 is a list's last item. */
  keep?: { as: string; path: readonly (string | number)[] };
}

/** What the playground tells of the schema's fields. */
export interface ExplainedRules {
  /** What people call the subgraphs, by name. */
  systems: Readonly<Record<string, { en: string; ar: string }>>;
  /** By `Type.field`. */
  fields: Readonly<Record<string, ExplainedRule>>;
}

export interface ExplainedRule {
  /** Subgraphs that answer it. */
  owners: readonly string[];
  authenticated: boolean;
  /** Rules that must all hold: of each, one of the lists, completely. */
  scopes: readonly (readonly (readonly string[])[])[];
  policies: readonly (readonly (readonly string[])[])[];
  /** Roles whose scopes suffice. */
  roles: readonly string[];
  /** Kind of a patient's data: each record is decided on by itself. */
  category?: string;
  /** Whether the caller meets the rules. */
  may: boolean;
}

/** What the page needs to know; holds no secret, `GET /playground/config.json` answers it to anyone. */
export interface PlaygroundConfig {
  /** The OIDC issuer's address, without a trailing slash. */
  issuer: string;
  clientId: string;
  /** Scopes to ask the issuer for beside `openid`. */
  scope?: string;
  /** Path on the page's own origin that the issuer sends the code to. */
  redirectPath: string;
  personas: PlaygroundPersona[];
  /** In the menu's order; the first is shown to a new visitor. */
  stories: PlaygroundStory[];
  /** What counts as kept before any story was run. */
  kept: Record<string, string>;
}
