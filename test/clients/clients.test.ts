import { createHash } from 'node:crypto';
import {
  ApolloClient,
  CombinedGraphQLErrors,
  type FieldFunctionOptions,
  gql,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { GraphQLClient } from 'graphql-request';
import { createClient as createSocketClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Clinic, startClinic } from './support/startClinic.ts';

vi.setConfig({ testTimeout: 120_000 });

const patient = gql`
  query Patient($id: ID!) {
    patient(id: $id) {
      id
      name
      visits {
        reason
      }
    }
  }
`;
const deferred = gql`
  query Deferred($id: ID!) {
    patient(id: $id) {
      id
      name
      ... @defer {
        visits {
          id
          reason
        }
      }
    }
  }
`;
const rename = gql`
  mutation Rename($id: ID!, $name: String!) {
    rename(id: $id, name: $name) {
      id
      name
    }
  }
`;
const wrong = gql`
  query Wrong {
    patients {
      id
    }
  }
`;
const renamed = gql`
  subscription Renamed {
    renamed {
      id
      visits {
        reason
      }
    }
  }
`;
const found = { id: '7', name: 'Name 7', visits: [{ reason: 'Cough' }] };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let clinic: Clinic;
let url: string;
/** What was sent, by its name: whether with its text. */
let sent: boolean[];
const spied: typeof fetch = (input, init) => {
  sent.push(/query( |\+|%20)Patient/.test(`${input as string} ${init?.body as string}`));
  return fetch(input, init);
};
const socketClient = () => createSocketClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, lazy: true });

beforeAll(async () => {
  clinic = await startClinic();
  url = clinic.gateway.graphqlUrl;
});
afterAll(() => clinic?.stop());

type Read = FieldFunctionOptions;

/** A patient or visit that the cache has by its id, whatever the type is. */
function known(id: unknown, cache: Read['cache'], toReference: Read['toReference']) {
  const types = ['Patient', 'Visit'];
  const kept = Object.keys((cache as InMemoryCache).extract(true));
  const __typename = types.find((type) => kept.includes(`${type}:${String(id)}`));
  return __typename === undefined ? undefined : toReference({ __typename, id: String(id) });
}

/** Publishes until somebody has heard: a subscription takes a moment to begin. */
async function publishUntil(isHeard: () => boolean): Promise<void> {
  await vi.waitUntil(
    () => {
      if (clinic.topic.subscribers() > 0) clinic.topic.publish({ renamed: { id: '7' } });
      return isHeard();
    },
    { timeout: 60_000, interval: 20 },
  );
}

describe('Apollo Client with its defaults', () => {
  const open = (link = new HttpLink({ uri: url })) =>
    new ApolloClient({ link, cache: new InMemoryCache(), incrementalHandler: new Defer20220824Handler() });

  test('queries, from its cache the second time, and changes', async () => {
    const client = open();
    const { data } = await client.query({ query: patient, variables: { id: '7' } });
    expect(data).toMatchObject({ patient: found });
    const asked = clinic.subgraphs.asked.length;
    await client.query({ query: patient, variables: { id: '7' } });
    expect(clinic.subgraphs.asked.length).toBe(asked);
    const changed = await client.mutate({ mutation: rename, variables: { id: '7', name: 'Rana' } });
    expect(changed.data).toMatchObject({ rename: { id: '7', name: 'Rana' } });
    const again = await client.query<{ patient: { name: string } }>({ query: patient, variables: { id: '7' } });
    expect(again.data?.patient.name).toBe('Rana');
  });

  test('finds by node what it has from elsewhere, and the other way round', async () => {
    const typePolicies = {
      Query: {
        fields: {
          node: { read: (_: unknown, { args, cache, toReference }: Read) => known(args?.['id'], cache, toReference) },
        },
      },
    };
    const cache = new InMemoryCache({ typePolicies, possibleTypes: { Node: ['Patient', 'Visit'] } });
    const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache });
    const asked = () => clinic.subgraphs.asked.length;
    const byId = gql`
      query ById($id: ID!) {
        node(id: $id) {
          id
          ... on Patient {
            name
          }
        }
      }
    `;
    await client.query({ query: patient, variables: { id: '7' } });
    const before = asked();
    const { data } = await client.query({ query: byId, variables: { id: '7' } });
    expect([data, asked()]).toMatchObject([{ node: { id: '7', name: 'Name 7' } }, before]);
    const fresh = await client.query({ query: byId, variables: { id: '8' } });
    expect([fresh.data, asked()]).toMatchObject([{ node: { __typename: 'Patient', name: 'Name 8' } }, before + 1]);
    expect(cache.extract()).toMatchObject({ 'Patient:8': { name: 'Name 8' } });
  });

  test('tells of errors, with their codes', async () => {
    const failure = await open()
      .query({ query: wrong })
      .catch((error: unknown) => error);
    expect(CombinedGraphQLErrors.is(failure) && failure.errors[0]?.extensions?.['code']).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  test('sends hashes where it is asked to, and the text where it has to', async () => {
    sent = [];
    const http = new HttpLink({ uri: url, fetch: spied });
    for (const id of ['1', '2']) {
      const client = open(new PersistedQueryLink({ sha256 }).concat(http));
      const { data } = await client.query<{ patient: { id: string } }>({ query: patient, variables: { id } });
      expect(data?.patient.id).toBe(id);
    }
    expect(sent.filter(Boolean).length).toBeLessThanOrEqual(1);
    expect(sent.at(-1)).toBe(false);
  });

  test('gets deferred parts', async () => {
    const states: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      open()
        .watchQuery({ query: deferred, variables: { id: '9' } })
        .subscribe({
          next({ data, dataState }) {
            if (data !== undefined) states.push([dataState, data]);
            if (dataState === 'complete') resolve();
          },
          error: reject,
        });
    });
    expect(states.at(-1)).toMatchObject([
      'complete',
      { patient: { id: '9', name: 'Name 9', visits: [{ id: '9-1', reason: 'Cough' }] } },
    ]);
    expect(states.length).toBeGreaterThan(1);
  });

  test('subscribes', async () => {
    const socket = socketClient();
    const heard: unknown[] = [];
    const subscription = open(new GraphQLWsLink(socket))
      .subscribe({ query: renamed })
      .subscribe({
        next: ({ data }) => void heard.push(data),
      });
    await publishUntil(() => heard.length > 0);
    expect(heard[0]).toMatchObject({ renamed: { id: '7', visits: [{ reason: 'Cough' }] } });
    subscription.unsubscribe();
    await socket.dispose();
  });
});

describe('urql with its defaults', () => {
  test('queries, changes, and tells of errors', async () => {
    const client = new Client({ url, exchanges: [fetchExchange] });
    expect((await client.query(patient, { id: '7' }).toPromise()).data).toMatchObject({ patient: found });
    expect((await client.mutation(rename, { id: '7', name: 'Rana' }).toPromise()).data).toMatchObject({
      rename: { name: 'Rana' },
    });
    const { error } = await client.query(wrong, {}).toPromise();
    expect(error?.graphQLErrors[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('sends hashes, and the text where it has to', async () => {
    sent = [];
    const client = new Client({ url, fetch: spied, exchanges: [persistedExchange({}), fetchExchange] });
    for (const id of ['1', '2'])
      expect((await client.query(patient, { id }).toPromise()).data).toMatchObject({ patient: { id } });
    expect(sent.filter(Boolean).length).toBeLessThanOrEqual(1);
    expect(sent.at(-1)).toBe(false);
  });

  test('gets deferred parts', async () => {
    const client = new Client({ url, exchanges: [fetchExchange] });
    const heard: { isMore: boolean | undefined; data: unknown }[] = [];
    await new Promise<void>((resolve) => {
      client.query(deferred, { id: '9' }).subscribe(({ data, hasNext }) => {
        heard.push({ isMore: hasNext, data: structuredClone(data) });
        if (!hasNext) resolve();
      });
    });
    expect(heard.at(-1)).toMatchObject({ data: { patient: { id: '9', visits: [{ id: '9-1', reason: 'Cough' }] } } });
  });

  test('subscribes', async () => {
    const socket = socketClient();
    const forward = subscriptionExchange({
      forwardSubscription: ({ query = '', ...rest }) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, ...rest }, sink as never) }),
      }),
    });
    const client = new Client({ url, exchanges: [fetchExchange, forward] });
    const heard: unknown[] = [];
    const { unsubscribe } = client.subscription(renamed, {}).subscribe(({ data }) => void heard.push(data));
    await publishUntil(() => heard.length > 0);
    expect(heard[0]).toMatchObject({ renamed: { id: '7', visits: [{ reason: 'Cough' }] } });
    unsubscribe();
    await socket.dispose();
  });
});

describe('graphql-request with its defaults', () => {
  test('queries, changes, and tells of errors', async () => {
    const client = new GraphQLClient(url);
    expect(await client.request(patient, { id: '7' })).toEqual({ patient: found });
    expect(await client.request(rename, { id: '7', name: 'Rana' })).toEqual({ rename: { id: '7', name: 'Rana' } });
    await expect(client.request(wrong)).rejects.toMatchObject({
      response: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    });
  });
});
