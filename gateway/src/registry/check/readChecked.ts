import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';
import { decodeUtf8 } from '../decodeUtf8.ts';
import { withStandardRoots } from '../standardRoots.ts';
import type { Problem } from './problem.ts';
import type { WordsFault } from './foreign/sayWords.ts';

const largestBytes = 4 * 1024 * 1024;
const deepest = 32;

/** The SDL of a file, or what keeps it from being read. */
export function decodeSdl(bytes: Uint8Array, file: string): string | Problem {
  if (bytes.length > largestBytes) return fault('tooLarge', file, 1, `${largestBytes} bytes`);
  const text = decodeUtf8(bytes);
  return typeof text === 'string' ? text : fault('notUtf8', file, text.line);
}

/** Reads a subgraph's SDL, with the standard names of root types. What would overflow a reader's stack is refused before it is parsed. */
export function parseSdl(sdl: string, file: string): DocumentNode | Problem {
  if (Buffer.byteLength(sdl) > largestBytes) return fault('tooLarge', file, 1, `${largestBytes} bytes`);
  const text = sdl.replace(/^\uFEFF/, '');
  const line = tooDeepAt(text);
  if (line !== undefined) return fault('tooDeep', file, line, String(deepest));
  if (!/[^\s,]/.test(text.replaceAll(/#[^\n\r]*/g, ''))) return fault('empty', file, 1);
  try {
    return withStandardRoots(parse(new Source(text, file)));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { line: at = 1, column = 1 } = error.locations?.[0] ?? {};
    return { kind: 'unreadable', file, line: at, column, reason: error.message };
  }
}

/** The first line where brackets are open beyond measure, outside of strings and comments. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let line = 1;
  for (const [token] of text.matchAll(/"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|[[\](){}]|\n/g)) {
    if (token === '\n') line += 1;
    else if ('[({'.includes(token)) depth += 1;
    else if ('])}'.includes(token)) depth -= 1;
    else line += token.split('\n').length - 1;
    if (depth > deepest) return line;
  }
  return undefined;
}

function fault(name: WordsFault, file: string, line: number, what = ''): Problem {
  return { kind: 'words', fault: name, file, line, coordinate: '', what };
}
