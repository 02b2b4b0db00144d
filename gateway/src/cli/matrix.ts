import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { Command, Option } from 'commander';
import { parse } from 'graphql';
import { readAccessMatrix } from '../registry/matrix/accessMatrix.ts';
import { type MatrixFormat, matrixFormats, printMatrix } from '../registry/matrix/printMatrix.ts';
import { supergraphFile } from './files.ts';

/** The committed matrix of the national schema. */
const matrixFile = join(root, 'schema/access-matrix.md');

interface MatrixFlags {
  supergraph: string;
  format: MatrixFormat;
  out?: string;
  check: boolean;
}

/** `wasl matrix`: who may read or write what. */
export function matrixCommand(): Command {
  return new Command('matrix')
    .description('print which role may read or write which field')
    .option('--supergraph <file>', 'the composed schema', supergraphFile)
    .addOption(new Option('--format <format>', 'how to print it').choices(matrixFormats).default('md'))
    .option('--out <file>', 'write it there instead of to the terminal')
    .option('--check', 'only say whether schema/access-matrix.md is up to date', false)
    .action(matrix);
}

function matrix({ supergraph, format, out, check }: MatrixFlags): void {
  const types = readAccessMatrix(parse(readFileSync(supergraph, 'utf8'), { noLocation: true }));
  if (check) return checkCommitted(printMatrix(types, 'md'));
  const text = printMatrix(types, format);
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
}

function checkCommitted(text: string): void {
  if (existsSync(matrixFile) && readFileSync(matrixFile, 'utf8') === text) return;
  process.stderr.write(
    'schema/access-matrix.md is not what the schema and the roles say. Run `npx wasl matrix --out schema/access-matrix.md`, read the difference and commit it.\n',
  );
  process.exitCode = 1;
}
