/** What the build wrote into the page: the paths of styles and workers that load after the first screen. */
function pathsOf(name: string): string[] {
  return [...document.querySelectorAll<HTMLMetaElement>(`meta[name="${name}"]`)].map(({ content }) => content);
}

/** Styles of the editor. */
export const editorStyles: readonly string[] = pathsOf('wasl-editor-style');

/** Tells Monaco where its workers are: files of this server. */
export function setUpWorkers(): void {
  const workers = new Map(pathsOf('wasl-worker').map((path) => [/([a-z]+)\.worker/.exec(path)?.[1] ?? '', path]));
  Object.assign(globalThis, {
    MonacoEnvironment: {
      getWorker: (_: string, label: string) => new Worker(workers.get(label) ?? workers.get('editor') ?? ''),
    },
  });
}
