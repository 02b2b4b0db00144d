import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const source = `
  export { careOf } from './subgraphs/demo/src/care.ts';
  export { personas } from './subgraphs/demo/src/personas.ts';
  export { person } from './subgraphs/demo/src/population.ts';
  export { scopesOf } from './schema/roles.ts';
  export { storedSubgraphs } from './subgraphs/kit/src/subgraph.ts';
  export { signIn } from './subgraphs/identity/src/issuer/signIn.ts';`;

/** The demo's own population and sign-in, from the product's source: who its people are, and how one gets a token. */
export const loadProduct = () => loadSource(source);

/** Loads what a text exports from files in TypeScript, named from the root. */
export async function loadSource(contents) {
  const folder = mkdtempSync(join(root, 'node_modules/.wasl-bench-'));
  try {
    const outfile = join(folder, 'product.mjs');
    await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
