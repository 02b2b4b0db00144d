import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the lists of this package lie, from its sources and from a bundle alike, whatever the working directory. */
export const dataFolder = join(
  dirname(createRequire(import.meta.url).resolve('@wasl/terminology/package.json')),
  'data',
);
