// Bundles the playground's page to static files.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compressAll, pageOptions } from '../../bundlePage.mjs';

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

/** Monaco asks for what it says in `monacoWords.ts`. @throws Error when another Monaco says it elsewhere */
const monacoWords = {
  name: 'monaco-words',
  setup(builder) {
    builder.onLoad({ filter: /monaco-editor[\\/]esm[\\/]vs[\\/]nls\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const says = 'function _format(message, args) {';
      if (!source.includes(says)) throw new Error(`${path} does not say things as Monaco 0.52 does.`);
      const asks = `function _format(english, args) {\n    const message = inPageLanguage(english);`;
      const from = JSON.stringify(`${clientFolder}monacoWords.ts`);
      return { contents: `import { inPageLanguage } from ${from};\n${source.replace(says, asks)}`, loader: 'js' };
    });
  },
};

/** Monaco's workers, each a file of its own. */
const workers = {
  'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
};

/** Writes scripts and styles, whose names hold a hash of their content, and `index.html`; each compressed beside it. */
export async function buildPlayground(outdir) {
  const shared = pageOptions(outdir);
  const page = await build({
    ...shared,
    entryPoints: [`${clientFolder}main.tsx`, `${clientFolder}playground.css`],
    splitting: true,
    format: 'esm',
    jsx: 'automatic',
    loader: { '.woff2': 'file', '.ttf': 'file' },
    assetNames: '[name]-[hash]',
    plugins: [storyOperations, monacoWords],
  });
  const work = await build({ ...shared, entryPoints: workers, format: 'iife', absWorkingDir: reactFolder() });
  removePartialStyles(outdir, page.metafile);
  writeFileSync(`${outdir}/index.html`, pageFor(page.metafile, work.metafile));
  compressAll(outdir);
}

/** Each script that loads later has its part of the styles beside it as well; the page loads them as one. */
function removePartialStyles(outdir, { outputs }) {
  const whole = Object.values(outputs).find(({ entryPoint }) => entryPoint?.endsWith('main.tsx')).cssBundle;
  for (const [path, { entryPoint }] of Object.entries(outputs))
    if (path.endsWith('.css') && path !== whole && !entryPoint?.endsWith('playground.css'))
      rmSync(`${outdir}/${basename(path)}`);
}

/** Where GraphiQL's own dependencies are found. */
function reactFolder() {
  return dirname(createRequire(import.meta.url).resolve('@graphiql/react/package.json'));
}

/** The page, with the names of its script and its style, and of what loads after the first screen. */
function pageFor({ outputs }, { outputs: workerOutputs }) {
  const [path, script] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith('main.tsx'));
  const [style] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith('playground.css'));
  const metas = [
    // All styles that scripts import, wherever: those of the editor.
    ['wasl-editor-style', script.cssBundle],
    ...Object.keys(workerOutputs)
      .filter((name) => name.endsWith('.js'))
      .map((name) => ['wasl-worker', name]),
  ].map(([name, file]) => `<meta name="${name}" content="/playground/assets/${basename(file)}" />`);
  return readFileSync(`${clientFolder}index.html`, 'utf8')
    .replace('/assets/main.css', `/assets/${basename(style)}`)
    .replace('/assets/main.js', `/assets/${basename(path)}`)
    .replace('</head>', `  ${metas.join('\n    ')}\n  </head>`);
}
