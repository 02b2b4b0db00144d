import type { FastifyInstance } from 'fastify';
import type { PlaygroundConfig } from './playgroundConfig.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import { referenceRoutes, schemaRoutes } from './schemaRoutes.ts';
import { pageHeaders } from '../server/pageHeaders.ts';
import { readAssets } from '../server/readAssets.ts';
import { createStaticFile, sendStaticFile } from '../server/staticFile.ts';

export interface PlaygroundOptions extends PlaygroundConfig {
  /** Folder that the playground was built to. */
  assetsFolder: string;
}

/**
 * Serves the playground at `/`, and at the path that the issuer sends its code to. Everything comes from memory.
 * @throws Error when the playground was not built.
 */
export async function playgroundRoutes(
  app: FastifyInstance,
  gateway: Gateway,
  options: PlaygroundOptions,
): Promise<void> {
  const { assetsFolder, ...config } = options;
  const assets = readAssets(assetsFolder);
  const page = assets.get('index.html');
  if (!page) throw new Error('The playground is not built: run `npm run build`.');
  const headers = securityHeaders(new URL(config.issuer).origin);

  const settings = createStaticFile('application/json; charset=utf-8', Buffer.from(JSON.stringify(config)));

  schemaRoutes(app, gateway);
  if (config.scope === undefined) referenceRoutes(app, gateway);
  app.get('/', (request, reply) => sendStaticFile(page, request, reply.headers(headers).headers(revalidated)));
  // Its address holds a code.
  app.get(config.redirectPath, (request, reply) =>
    sendStaticFile(page, request, reply.headers(headers).header('cache-control', 'no-store')),
  );
  app.get('/playground/config.json', (request, reply) => sendStaticFile(settings, request, reply.headers(revalidated)));
  app.get<{ Params: { file: string } }>('/playground/assets/:file', (request, reply) => {
    const asset = assets.get(request.params.file);
    if (!asset || asset === page) return reply.status(404).send();
    return sendStaticFile(asset, request, reply.headers(headers).headers(immutable));
  });
}

/** To be asked for each time, and not sent again where it is the same. */
const revalidated = { 'cache-control': 'no-cache' };
/** Never to be asked for again: an asset's name holds a hash of its content. */
const immutable = { 'cache-control': 'public, max-age=31536000, immutable' };

/** The page talks to its own server and to the issuer, nobody else. GraphiQL writes style elements, hence the one `unsafe-inline`. */
function securityHeaders(issuerOrigin: string): Record<string, string> {
  return pageHeaders([
    `script-src 'self'`,
    `worker-src 'self'`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self' data:`,
    `connect-src 'self' ${issuerOrigin}`,
  ]);
}
