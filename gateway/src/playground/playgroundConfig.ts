/** Somebody whom a visitor may sign in as. */
export interface PlaygroundPersona {
  name: string;
  labelAr: string;
  labelEn: string;
}

/** What the page needs to know; holds no secret, `GET /playground/config.json` answers it to anyone. */
export interface PlaygroundConfig {
  /** The OIDC issuer's address, without a trailing slash. */
  issuer: string;
  clientId: string;
  /** Path on the page's own origin that the issuer sends the code to. */
  redirectPath: string;
  personas: PlaygroundPersona[];
  /** Values for the stories' variables, by the variable's name. */
  variables: Record<string, unknown>;
}
