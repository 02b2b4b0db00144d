// Bundles the playground's page to static files: no CDN, nothing is fetched from elsewhere when it runs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
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

/** Files below this size are not compressed: a packet holds them. */
const leastBytes = 1_024;

/** Writes scripts and styles, whose names hold a hash of their content, and `index.html`; each compressed beside it. */
export async function buildPlayground(outdir) {
  const { metafile } = await build({
    entryPoints: [`${clientFolder}main.tsx`],
    outdir,
    entryNames: '[name]-[hash]',
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
    metafile: true,
    plugins: [storyOperations],
  });
  writeFileSync(`${outdir}/index.html`, pageFor(metafile));
  for (const name of readdirSync(outdir)) compressBeside(`${outdir}/${name}`);
}

/** The page, with the names of its script and its style. */
function pageFor({ outputs }) {
  const [path, script] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith('main.tsx'));
  return readFileSync(`${clientFolder}index.html`, 'utf8')
    .replace('/assets/main.css', `/assets/${basename(script.cssBundle)}`)
    .replace('/assets/main.js', `/assets/${basename(path)}`);
}

function compressBeside(path) {
  const content = readFileSync(path);
  if (content.length < leastBytes) return;
  // The best quality, 11, takes 5 s for all of it and saves 5 %.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
