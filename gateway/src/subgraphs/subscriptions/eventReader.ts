import { WaslError } from '@wasl/schema/errors.ts';

export interface ServerSentEvent {
  name: string;
  text: string;
}

/**
 * Makes a parser of server-sent events, as in the HTML standard, from text that arrives in pieces.
 * @throws WaslError SUBGRAPH_RESPONSE_INVALID for an event that is larger than `maxSize` characters.
 */
export function createEventReader(maxSize: number): { read(piece: string): ServerSentEvent[] } {
  let line = '';
  let name = '';
  let text: string[] = [];
  let size = 0;
  let endedWithReturn = false;

  function endLine(found: ServerSentEvent[]): void {
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (line === '') {
      // A browser would drop an event without data; a subgraph's `complete` may have none.
      if (text.length > 0 || name !== '') found.push({ name, text: text.join('\n') });
      name = '';
      text = [];
      size = 0;
    } else if (field === 'event') name = value;
    else if (field === 'data') {
      text.push(value);
      // The line break counts, so that empty data lines add up too.
      size += value.length + 1;
    }
    line = '';
  }

  function grow(part: string): void {
    if (size + line.length + part.length > maxSize) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
    line += part;
  }

  return {
    read(piece) {
      const found: ServerSentEvent[] = [];
      const isRestOfEnd = endedWithReturn && piece.startsWith('\n');
      const parts = (isRestOfEnd ? piece.slice(1) : piece).split(/\r\n|\r|\n/);
      if (piece !== '') endedWithReturn = piece.endsWith('\r');
      parts.forEach((part, index) => {
        if (index > 0) endLine(found);
        grow(part);
      });
      return found;
    },
  };
}
