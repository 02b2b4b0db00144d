import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { PlaygroundConfig } from './playgroundConfig.ts';

export interface PlaygroundOptions extends PlaygroundConfig {
  /** Folder that the playground was built to. */
  assetsFolder: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/**
 * Serves the playground at `/`, and at the path that the issuer sends its code to. Everything comes from memory.
 * @throws Error when the playground was not built.
 */
export async function playgroundRoutes(app: FastifyInstance, options: PlaygroundOptions): Promise<void> {
  const { assetsFolder, ...config } = options;
  const assets = readAssets(assetsFolder);
  const page = assets.get('index.html');
  if (!page) throw new Error('The playground is not built: run `npm run build`.');
  const headers = securityHeaders(new URL(config.issuer).origin);

  for (const path of new Set(['/', config.redirectPath])) {
    app.get(path, (_, reply) => reply.headers(headers).header('cache-control', 'no-store').send(page.content));
  }
  app.get('/playground/config.json', (_, reply) => reply.headers({ 'cache-control': 'no-store' }).send(config));
  app.get<{ Params: { file: string } }>('/playground/assets/:file', ({ params }, reply) => {
    const asset = assets.get(params.file);
    if (!asset) return reply.status(404).send();
    return reply.headers({ ...headers, 'content-type': asset.type, 'cache-control': 'no-cache' }).send(asset.content);
  });
}

interface Asset {
  type: string;
  content: Buffer;
}

function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const names = readdirSync(folder).filter((name) => Object.hasOwn(contentTypes, extname(name)));
  return new Map(
    names.map((name) => [name, { type: contentTypes[extname(name)] ?? '', content: readFileSync(join(folder, name)) }]),
  );
}

/** The page talks to its own server and to the issuer, nobody else. GraphiQL writes style elements, hence the one `unsafe-inline`. */
function securityHeaders(issuerOrigin: string): Record<string, string> {
  const policy = [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self' data:`,
    `connect-src 'self' ${issuerOrigin}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
