import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { root } from '@wasl/kit/paths';
import { ConfigError } from '../core/configError.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import { playgroundRoutes } from '../playground/routes.ts';
import type { Config } from './config.ts';

/**
 * The playground of a gateway in production; undefined where the environment does not ask for it. The page signs people in at the issuer of
 * tokens and knows no personas. @throws ConfigError where it is not known who that is
 */
export function playgroundOf({
  edge,
  tokens,
}: Pick<Config, 'edge' | 'tokens'>): ((app: FastifyInstance, gateway: Gateway) => Promise<void>) | undefined {
  if (!edge.playground) return undefined;
  const { scope, clientId } = edge.playground;
  const issuer = tokens?.issuer;
  if (issuer === undefined)
    throw new ConfigError('WASL_PLAYGROUND_SCOPE needs WASL_ISSUER: people sign in to the playground there.');
  return (app, gateway) =>
    playgroundRoutes(app, gateway, {
      assetsFolder: join(root, 'gateway/dist/playground'),
      issuer: issuer.replace(/\/$/, ''),
      clientId,
      scope,
      redirectPath: '/callback',
      personas: [],
      stories: [],
      kept: {},
    });
}
