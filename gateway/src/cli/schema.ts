import { Command } from 'commander';
import { supergraphFile } from './files.ts';

/** `wasl schema`: what clients see, for code generators and editors. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('print the schema that clients see, in SDL, for code generators and editors')
    .option('--supergraph <file>', 'the composed schema', supergraphFile)
    .option(
      '--site <dir>',
      'write the schema reference there instead, as pages in Arabic and English that load nothing',
    )
    .action(async ({ supergraph, site }: { supergraph: string; site?: string }) => {
      if (site !== undefined) {
        const { writeReference } = await import('../registry/reference/writeReference.ts');
        for (const file of await writeReference(supergraph, site)) process.stdout.write(`${file}\n`);
        return;
      }
      const { printClientSchema } = await import('../supergraph/printClientSchema.ts');
      process.stdout.write(`${(await printClientSchema(supergraph)).trimEnd()}\n`);
    });
}
