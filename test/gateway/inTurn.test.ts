import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import { inTurn } from '@wasl/gateway/server/inTurn';
import { expect, test } from 'vitest';

test('what comes behind an answer that ends the connection is never begun, read or not', async () => {
  const begun: string[] = [];
  const server = createServer(
    inTurn(({ url = '' }, response) => {
      begun.push(url);
      response.shouldKeepAlive = false;
      response.end(Buffer.alloc(16 * 1024 * 1024));
    }),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  const ask = (path: string) => client.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
  client.pause();
  ask('/1');
  await once(server, 'request');
  ask('/2');
  await once(server, 'request');
  client.resume();
  await once(client, 'close');
  await once(server.close(), 'close');
  expect(begun).toEqual(['/1']);
});

test('nor is what Node reads from a connection that has just been ended', () => {
  const begun: unknown[] = [];
  const socket = new Socket();
  socket.end();
  const request = new IncomingMessage(socket);
  const response = new ServerResponse(request);
  response.assignSocket(socket);
  inTurn((each) => begun.push(each))(request, response);
  expect([begun, socket.destroyed]).toEqual([[], true]);
});
