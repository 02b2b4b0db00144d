import type { AccountRow } from '../stores/accounts.ts';

/** What OpenID Connect itself defines: a client that names only these says nothing of the graph. */
export const oidcScopes = ['openid', 'profile', 'email', 'offline_access'];

/** Claims about a person, by the scope that asks for them. No account has an email address, so `email` brings none. */
export const claimsByScope = {
  openid: ['sub'],
  profile: ['name', 'name#ar', 'name#en', 'preferred_username'],
  email: [],
};

/** What ID tokens and `userinfo` say of a person. */
export function personClaims({ id, username, displayAr, displayEn }: AccountRow): Record<string, unknown> {
  return {
    sub: id,
    name: displayAr,
    'name#ar': displayAr,
    'name#en': displayEn,
    preferred_username: username,
  };
}
