// Bundles the playground's page to static files: no CDN, nothing is fetched from elsewhere when it runs.
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const operationsFolder = fileURLToPath(new URL('../../../schema/operations/', import.meta.url));
const clientFolder = fileURLToPath(new URL('./client/', import.meta.url));

/** `wasl:operations`: the stories' operations, read when the page is built. */
const storyOperations = {
  name: 'story-operations',
  setup(builder) {
    builder.onResolve({ filter: /^wasl:operations$/ }, ({ path }) => ({ path, namespace: 'wasl' }));
    builder.onLoad({ filter: /.*/, namespace: 'wasl' }, () => {
      const files = readdirSync(operationsFolder).filter((file) => file.endsWith('.graphql'));
      const operations = files.sort().map((file) => ({
        name: file.replace(/\.graphql$/, ''),
        query: readFileSync(operationsFolder + file, 'utf8'),
      }));
      return { contents: JSON.stringify(operations), loader: 'json' };
    });
  },
};

/** Writes `main.js`, `main.css`, their chunks and `index.html` to a folder. */
export async function buildPlayground(outdir) {
  await build({
    entryPoints: [`${clientFolder}main.tsx`],
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'dataurl', '.ttf': 'dataurl' },
    logLevel: 'warning',
    plugins: [storyOperations],
  });
  cpSync(`${clientFolder}index.html`, `${outdir}/index.html`);
}
