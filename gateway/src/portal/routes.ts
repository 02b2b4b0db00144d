import type { FastifyInstance } from 'fastify';
import { pageHeaders } from '../server/pageHeaders.ts';
import { readAssets } from '../server/readAssets.ts';
import { createStaticFile, sendStaticFile } from '../server/staticFile.ts';
import type { PortalConfig } from './portalConfig.ts';

export interface PortalOptions extends PortalConfig {
  /** Folder that the portal was built to. */
  assetsFolder: string;
}

/**
 * Serves the citizens' portal at `/portal`, and at `/portal/callback`, where the issuer sends its code to. Everything comes from memory.
 * @throws Error when the portal was not built
 */
export function portalRoutes(app: FastifyInstance, { assetsFolder, ...config }: PortalOptions): void {
  const assets = readAssets(assetsFolder);
  const page = assets.get('index.html');
  if (!page) throw new Error('The portal is not built: run `npm run build`.');
  const headers = securityHeaders(new URL(config.issuer).origin);
  const settings = createStaticFile('application/json; charset=utf-8', Buffer.from(JSON.stringify(config)));

  app.get('/portal', (request, reply) =>
    sendStaticFile(page, request, reply.headers(headers).header('cache-control', 'no-cache')),
  );
  // Its address holds a code.
  app.get('/portal/callback', (request, reply) =>
    sendStaticFile(page, request, reply.headers(headers).header('cache-control', 'no-store')),
  );
  app.get('/portal/config.json', (request, reply) =>
    sendStaticFile(settings, request, reply.header('cache-control', 'no-cache')),
  );
  app.get<{ Params: { file: string } }>('/portal/assets/:file', (request, reply) => {
    const asset = assets.get(request.params.file);
    if (!asset || asset === page) return reply.status(404).send();
    // Never to be asked for again: its name holds a hash of its content.
    return sendStaticFile(
      asset,
      request,
      reply.headers(headers).header('cache-control', 'public, max-age=31536000, immutable'),
    );
  });
}

/** The page talks to its own server and to the issuer, nobody else. */
function securityHeaders(issuerOrigin: string): Record<string, string> {
  return pageHeaders([`script-src 'self'`, `style-src 'self'`, `connect-src 'self' ${issuerOrigin}`, `img-src data:`]);
}
