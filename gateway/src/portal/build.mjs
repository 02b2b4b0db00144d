// Bundles the citizens' portal to static files.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compressAll, pageOptions } from '../../bundlePage.mjs';

const clientFolder = fileURLToPath(new URL('./client/', import.meta.url));

/** Writes script and style, and `index.html`; each compressed beside it. */
export async function buildPortal(outdir) {
  mkdirSync(outdir, { recursive: true });
  const { metafile } = await build({
    ...pageOptions(outdir),
    entryPoints: [`${clientFolder}main.tsx`, `${clientFolder}portal.css`],
    format: 'esm',
    jsx: 'automatic',
    loader: { '.graphql': 'text' },
  });
  const names = Object.keys(metafile.outputs).map((path) => basename(path));
  const html = readFileSync(`${clientFolder}index.html`, 'utf8')
    .replace(
      'portal.css',
      names.find((name) => name.endsWith('.css')),
    )
    .replace(
      'main.js',
      names.find((name) => name.endsWith('.js')),
    );
  writeFileSync(`${outdir}/index.html`, html);
  compressAll(outdir);
}
