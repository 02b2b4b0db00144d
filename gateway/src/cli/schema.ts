import { Command } from 'commander';
import { supergraphFile } from './files.ts';

/** `wasl schema`: what clients see, for code generators and editors. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('print the schema that clients see, in SDL, for code generators and editors')
    .option('--supergraph <file>', 'the composed schema', supergraphFile)
    .action(async ({ supergraph }: { supergraph: string }) => {
      const { printClientSchema } = await import('../supergraph/printClientSchema.ts');
      process.stdout.write(`${(await printClientSchema(supergraph)).trimEnd()}\n`);
    });
}
