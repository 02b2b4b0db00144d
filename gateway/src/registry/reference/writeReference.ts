import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { titlesOf } from '../../core/systemTitles.ts';
import { clientSchemaOfDocument, readSupergraphDocument } from '../../supergraph/clientSchema.ts';
import { readFieldRules } from './readFieldRules.ts';
import { referencePage } from './referencePage.ts';

/**
 * Writes the reference of a supergraph file into a folder: `ar.html`, `en.html`, and `index.html` in Arabic. The same schema is the same bytes.
 * Answers the files. @throws WaslError SUPERGRAPH_REFUSED
 */
export async function writeReference(supergraphFile: string, folder: string): Promise<string[]> {
  const document = await readSupergraphDocument(supergraphFile);
  const schema = await clientSchemaOfDocument(document);
  const reference = { schema, rules: readFieldRules(document), titles: titlesOf(document) };
  const [ar, en] = [referencePage(reference, 'ar'), referencePage(reference, 'en')];
  mkdirSync(folder, { recursive: true });
  return Object.entries({ 'index.html': ar, 'ar.html': ar, 'en.html': en }).map(([name, page]) => {
    const file = join(folder, name);
    writeFileSync(file, page);
    return file;
  });
}
