import { readConfig } from '@wasl/gateway/cli/config';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '@wasl/gateway/core/configError';

const one = { WASL_JWKS_URL: 'https://id.test/jwks' };

describe('the settings of tokens', () => {
  it('pair several issuers with their keys, in order', () => {
    const { tokens } = readConfig({
      WASL_JWKS_URL: 'https://health.test/jwks, https://interior.test/jwks',
      WASL_ISSUER: 'https://health.test,https://interior.test',
    });
    expect(tokens).toMatchObject({
      jwksUrl: new URL('https://health.test/jwks'),
      issuer: 'https://health.test',
      moreIssuers: [{ jwksUrl: new URL('https://interior.test/jwks'), issuer: 'https://interior.test' }],
    });
  });

  it('say how long keys count and tokens last, by how much clocks differ and what is revoked', () => {
    const { tokens } = readConfig({
      ...one,
      WASL_JWKS_MAX_AGE_SECONDS: '120',
      WASL_CLOCK_SKEW_SECONDS: '0',
      WASL_REVOKED_TOKENS_FILE: '/run/revoked',
      WASL_MAX_TOKEN_LIFETIME_SECONDS: '7200',
    });
    expect(tokens).toMatchObject({
      maxKeyAgeSeconds: 120,
      clockToleranceSeconds: 0,
      revokedTokensFile: '/run/revoked',
      maxLifetimeSeconds: 7_200,
    });
  });

  const wrong: [string, Record<string, string>][] = [
    ['WASL_ISSUER', { WASL_JWKS_URL: 'https://a.test,https://b.test' }],
    ['WASL_ISSUER', { WASL_JWKS_URL: 'https://a.test,https://b.test', WASL_ISSUER: 'a' }],
    ['WASL_ISSUER', { WASL_JWKS_URL: 'https://a.test,https://b.test', WASL_ISSUER: 'a,a' }],
    ['WASL_ISSUER', { WASL_JWKS_URL: 'https://a.test,https://b.test', WASL_ISSUER: 'a,' }],
    ['WASL_ISSUER', { ...one, WASL_ISSUER: 'a,b' }],
    ['WASL_JWKS_URL', { WASL_JWKS_URL: 'https://a.test,', WASL_ISSUER: 'a,b' }],
    ['WASL_JWKS_URL', { WASL_JWKS_URL: 'http://id.example/jwks' }],
    ['WASL_JWKS_URL', { WASL_JWKS_URL: 'https://a.test,ftp://b.test', WASL_ISSUER: 'a,b' }],
    ['WASL_CLOCK_SKEW_SECONDS', { ...one, WASL_CLOCK_SKEW_SECONDS: '61' }],
    ['WASL_CLOCK_SKEW_SECONDS', { ...one, WASL_CLOCK_SKEW_SECONDS: 'little' }],
    ['WASL_CLOCK_SKEW_SECONDS', { ...one, WASL_CLOCK_SKEW_SECONDS: '' }],
    ['WASL_JWKS_MAX_AGE_SECONDS', { ...one, WASL_JWKS_MAX_AGE_SECONDS: '0' }],
    ['WASL_JWKS_MAX_AGE_SECONDS', { ...one, WASL_JWKS_MAX_AGE_SECONDS: '1.5' }],
    ['WASL_MAX_TOKEN_LIFETIME_SECONDS', { ...one, WASL_MAX_TOKEN_LIFETIME_SECONDS: '59' }],
    ['WASL_MAX_TOKEN_LIFETIME_SECONDS', { WASL_MAX_TOKEN_LIFETIME_SECONDS: '7200' }],
    ['WASL_REVOKED_TOKENS_FILE', { WASL_REVOKED_TOKENS_FILE: '/run/revoked' }],
    ['WASL_DENIED_FIELDS', { WASL_DENIED_FIELDS: 'nothing' }],
  ];
  it.each(wrong)('refuse a %s that cannot be used, by name: %j', (variable, environment) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(new RegExp(`^${variable} `));
  });
});
