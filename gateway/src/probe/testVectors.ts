import { hkdfSync } from 'node:crypto';
import { signSpecimen, type Specimen } from './specimen.ts';

/** A request, and what a verifier must say of it. */
export interface TestVector {
  id: string;
  /** What is special about it. */
  about: string;
  target: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The verifier's clock, in seconds since 1970. */
  now: number;
  /** How often it comes, a mutation where more than once: what is said is said of the last. */
  times: number;
  /** `accepted`, or the reason of the refusal. */
  says: string;
}

export interface TestVectors {
  about: string;
  subgraph: string;
  /** The verifier's one key, as `WASL_SUBGRAPH_KEY` has it. */
  key: string;
  vectors: TestVector[];
}

const name = 'beds';
const epoch = 1;
const at = 1_767_225_600;
const body = '{"query":"{ freeBed { id } }"}';
const mutation = '{"query":"mutation { free(id: \\"1\\") { id } }"}';
const claims = {
  scopes: ['user/Bed.rs'],
  decision: { role: 'nurse', purpose: 'TREAT' },
  sub: 'XudbioivO1QeiIVexge-RE',
};

const keyOf = (subgraph: string) =>
  Buffer.from(
    hkdfSync(
      'sha256',
      'an example of a master secret, never used',
      '',
      `wasl subgraph key v1|${subgraph}|${epoch}`,
      32,
    ),
  );

interface Case {
  about: string;
  says: string;
  signed?: Partial<Specimen>;
  /** What is sent instead of what was signed. */
  sent?: Partial<Pick<TestVector, 'body' | 'target' | 'now' | 'times'>>;
  headers?: (signed: Record<string, string>) => Record<string, string>;
}

const cases: Readonly<Record<string, Case>> = {
  right: { about: 'as a gateway signs it', says: 'accepted' },
  right_query: {
    about: 'the address has a query',
    says: 'accepted',
    signed: { target: '/graphql?tenant=1' },
    sent: { target: '/graphql?tenant=1' },
  },
  right_arabic: {
    about: 'the body is not ASCII',
    says: 'accepted',
    signed: { body: '{"query":"{ bed(ward: \\"الأطفال\\") { id } }"}' },
    sent: { body: '{"query":"{ bed(ward: \\"الأطفال\\") { id } }"}' },
  },
  right_anonymous: {
    about: 'nobody has signed in',
    says: 'accepted',
    signed: { claims: { sub: 'anonymous', scopes: [] } },
  },
  right_early: { about: 'within what clocks may differ', says: 'accepted', sent: { now: at - 5 } },
  right_late: { about: 'the last second in which it counts', says: 'accepted', sent: { now: at + 64 } },
  no_caller: { about: 'x-wasl-caller is missing', says: 'unsigned', headers: without('x-wasl-caller') },
  no_digest: { about: 'content-digest is missing', says: 'unsigned', headers: without('content-digest') },
  no_input: { about: 'signature-input is missing', says: 'unsigned', headers: without('signature-input') },
  no_signature: { about: 'signature is missing', says: 'unsigned', headers: without('signature') },
  fewer_components: {
    about: 'the caller is not covered',
    says: 'malformed',
    headers: inputWith(' "x-wasl-caller"', ''),
  },
  other_algorithm: {
    about: 'another alg in signature-input',
    says: 'malformed',
    headers: inputWith('hmac-sha256', 'ed25519'),
  },
  short_nonce: { about: 'a nonce of four characters', says: 'malformed', signed: { nonce: 'abcd' } },
  no_base64: {
    about: 'the signature is no Base64',
    says: 'malformed',
    headers: (all) => ({ ...all, signature: 'wasl=:?:' }),
  },
  other_name: { about: 'keyid names another subgraph', says: 'wrong_audience', signed: { signedFor: 'pharmacy' } },
  other_epoch: { about: 'keyid names an epoch that is not held', says: 'unknown_key', signed: { epoch: 7 } },
  other_key: { about: "signed with another subgraph's key", says: 'signature', signed: { key: keyOf('pharmacy') } },
  altered_path: { about: 'sent to another path', says: 'signature', sent: { target: '/other' } },
  altered_query: { about: 'sent with a query', says: 'signature', sent: { target: '/graphql?x=1' } },
  altered_caller: {
    about: 'x-wasl-caller of another request',
    says: 'signature',
    headers: (all) => ({ ...all, 'x-wasl-caller': signedBy({ claims: { sub: 'other' } })['x-wasl-caller'] ?? '' }),
  },
  altered_digest: {
    about: 'content-digest of another body',
    says: 'signature',
    headers: (all) => ({ ...all, 'content-digest': signedBy({ body: '{}' })['content-digest'] ?? '' }),
  },
  altered_body: { about: 'another body', says: 'digest', sent: { body: `${body} ` } },
  early: { about: 'signed 6 seconds ahead', says: 'clock', sent: { now: at - 6 } },
  late: { about: 'signed 66 seconds ago', says: 'expired', sent: { now: at + 66 } },
  assertion_audience: { about: 'aud names another subgraph', says: 'wrong_audience', signed: { audience: 'pharmacy' } },
  assertion_algorithm: { about: 'the alg of the assertion is none', says: 'assertion', signed: { algorithm: 'none' } },
  assertion_nobody: { about: 'the assertion has no sub', says: 'assertion', signed: { claims: {} } },
  assertion_endless: { about: 'the assertion has no exp', says: 'lifetime', signed: { lifetime: undefined } },
  assertion_long: { about: 'the assertion counts for an hour', says: 'lifetime', signed: { lifetime: 3_600 } },
  assertion_over: {
    about: 'the assertion counted for 10 seconds, 16 ago',
    says: 'expired',
    signed: { lifetime: 10 },
    sent: { now: at + 16 },
  },
  mutation: { about: 'a mutation', says: 'accepted', signed: { body: mutation }, sent: { body: mutation } },
  replayed: {
    about: 'a mutation that comes twice',
    says: 'replayed',
    signed: { body: mutation },
    sent: { body: mutation, times: 2 },
  },
};

/** The vectors of docs/specs/subgraph-protocol.md; the same each time. */
export function testVectors(): TestVectors {
  return {
    about:
      'Requests to a subgraph, and what its verifier says. Written by `wasl keys vectors`; docs/specs/subgraph-protocol.md tells how.',
    subgraph: name,
    key: `${epoch}:${keyOf(name).toString('base64url')}`,
    vectors: Object.entries(cases).map(([id, { about, says, signed = {}, sent = {}, headers = asSigned }]) => ({
      id,
      about,
      target: '/graphql',
      headers: headers(signedBy(signed)),
      body,
      now: at,
      times: 1,
      ...sent,
      says,
    })),
  };
}

function signedBy(other: Partial<Specimen>): Record<string, string> {
  const nonce = 'AAECAwQFBgcICQoL1';
  const right = { name, key: keyOf(name), epoch, target: '/graphql', body, claims, created: at, nonce };
  return { ...signSpecimen({ ...right, ...other }) };
}

const asSigned: NonNullable<Case['headers']> = (all) => all;

function without(header: string): NonNullable<Case['headers']> {
  return (all) => Object.fromEntries(Object.entries(all).filter(([each]) => each !== header));
}

function inputWith(one: string, other: string): NonNullable<Case['headers']> {
  return (all) => ({ ...all, 'signature-input': all['signature-input']?.replace(one, other) ?? '' });
}
