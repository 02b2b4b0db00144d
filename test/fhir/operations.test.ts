import { join } from 'node:path';
import { allOperations } from '@wasl/gateway/fhir/operations';
import { escapeXhtml, narrative } from '@wasl/gateway/fhir/summary/narrative';
import { clientSchemaOf } from '@wasl/gateway/supergraph/clientSchema';
import { root } from '@wasl/kit/paths';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { startTestGateway } from '../support/startTestGateway.ts';

test('each operation of the front door fits the composed schema, under a name of its own', async () => {
  const schema = await clientSchemaOf(join(root, 'schema/supergraph.graphql'));
  const documents = allOperations.map((text) => parse(text));
  expect(documents.flatMap((document) => validate(schema, document))).toEqual([]);
  const names = documents.map(({ definitions: [one] }) => (one?.kind === 'OperationDefinition' ? one.name?.value : ''));
  expect(new Set(names).size).toBe(allOperations.length);
});

test('a supergraph without what the operations ask for has no front door, and serves all else', async () => {
  const plain = { name: 'plain', sdl: 'type Query { hello: String }', resolvers: { Query: { hello: () => 'there' } } };
  const gateway = await startTestGateway([plain], {}, undefined, { fhir: {} });
  const answer = await fetch(gateway.url.replace('/graphql', '/fhir/metadata'));
  expect(answer.status).toBe(404);
  expect(await gateway.ask('{ hello }')).toEqual({ data: { hello: 'there' } });
  await gateway.stop();
});

test('what was typed into a record becomes no markup of a narrative', () => {
  const typed = `<script>alert("1")</script> & 'it'\u0000\u0008\ud800`;
  expect(escapeXhtml(typed)).toBe('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;it&#39;');
  expect(escapeXhtml('😀 أنسولين')).toBe('😀 أنسولين');
  expect(JSON.stringify(narrative([typed, 'x'], 'ar'))).not.toContain('<script>');
});
