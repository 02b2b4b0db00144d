// What the builds of pages have in common: no CDN, nothing is fetched from elsewhere when they run.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Files below this size are not compressed: a packet holds them. */
const leastBytes = 1_024;

/** esbuild's options for scripts and styles of a page, whose names hold a hash of their content. */
export function pageOptions(outdir) {
  return {
    outdir,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    metafile: true,
  };
}

/** Writes each file of a folder compressed beside it. */
export function compressAll(outdir) {
  for (const name of readdirSync(outdir)) compressBeside(`${outdir}/${name}`);
}

function compressBeside(path) {
  const content = readFileSync(path);
  if (content.length < leastBytes) return;
  // The best quality, 11, takes 5 s for all of it and saves 5 %.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
