import { describe, expect, test } from 'vitest';
import { readHead } from '../../gateway/src/subgraphs/http/responseHead.ts';

const ok = 'HTTP/1.1 200 OK';
const head = (...lines: string[]) => [ok, ...lines].join('\r\n');

describe('the head of an answer', () => {
  test('tells what the body is, how long, and how long the connection lasts', () => {
    const read = readHead(head('Content-Type: application/json', 'content-length: 12', 'Keep-Alive: timeout=5'));
    expect(read).toEqual({
      status: 200,
      contentType: 'application/json',
      contentEncoding: undefined,
      isKeptAlive: true,
      keepAliveSeconds: 5,
      framing: 12,
    });
  });

  test('that was read before is read alike, and one that differs in a digit is another', () => {
    const first = readHead(head('content-length: 7'));
    expect(readHead(head('content-length: 7'))).toBe(first);
    expect(readHead(head('content-length: 8'))?.framing).toBe(8);
  });

  test('is refused again each time', () => {
    for (let time = 0; time < 2; time += 1)
      expect(() => readHead(head('content-length: 7', 'content-length: 8'))).toThrow('no clear length');
  });

  test.each([
    ['chunks', ['transfer-encoding: chunked'], 'chunked', true],
    ['the end of the connection', [], 'untilEnd', false],
    ['its bytes, then the server closes', ['content-length: 3', 'connection: keep-alive, close'], 3, false],
  ])('tells where the body ends: %s', (_, lines, framing, isKeptAlive) => {
    expect(readHead(head(...lines))).toMatchObject({ framing, isKeptAlive });
  });

  test.each(['204 No Content', '304 Not Modified'])('%s has no body, whatever length it tells', (status) => {
    expect(readHead(`HTTP/1.1 ${status}\r\ncontent-length: 9`)).toMatchObject({ framing: 0, isKeptAlive: true });
  });

  test('of HTTP/1.0 ends the connection; one on the way to another is none', () => {
    expect(readHead('HTTP/1.0 200 OK\r\ncontent-length: 3')?.isKeptAlive).toBe(false);
    expect(readHead('HTTP/1.1 100 Continue')).toBeUndefined();
  });

  test.each([
    ['a coding that nobody asked for', head('transfer-encoding: gzip')],
    ['a length beside chunks', head('transfer-encoding: chunked', 'content-length: 3')],
    ['a length that is no number', head('content-length: 0x10')],
    ['a name with a space', head('content-length : 3')],
    ['a line without a colon', head('nonsense')],
    ['a line that goes on', head('x: a', ' b')],
    ['half an end of a line', head('x: a\nb: c')],
    ['a control character', head('x: \u0000')],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols'],
    ['no status line', 'HTTP/2 200'],
  ])('is refused for %s', (_, text) => {
    expect(() => readHead(text)).toThrow();
  });
});
