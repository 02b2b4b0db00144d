/** What the portal's page needs to know; holds no secret, `GET /portal/config.json` answers it to anyone. */
export interface PortalConfig {
  /** The OIDC issuer's address, without a trailing slash. */
  issuer: string;
  /** A public client of the issuer, which must use PKCE. */
  clientId: string;
}
