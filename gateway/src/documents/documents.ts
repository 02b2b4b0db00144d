import { WaslError } from '@wasl/schema/errors.ts';
import { LRUCache } from 'lru-cache';
import { isJsonObject } from '../core/jsonObject.ts';
import type { SentRequest } from '../core/request.ts';
import { documentId, isDocumentId, plainId } from './documentId.ts';
import type { TrustedList } from './trustedList.ts';

/** `enforce` runs published documents alone, `prefer` any, `off` knows of none. */
export const trustedModes = ['enforce', 'prefer', 'off'] as const;
export type TrustedMode = (typeof trustedModes)[number];

/** How the documents of requests came: by ID from the list, by ID as a client has registered it, as text. */
export const documentOrigins = ['trusted', 'registered', 'text', 'missed', 'refused'] as const;
export type DocumentOrigin = (typeof documentOrigins)[number];

export interface DocumentsOptions {
  /** The published documents; undefined where there are none. */
  trusted?: TrustedList | undefined;
  /** Whether documents that are not published are refused. Default false. */
  enforces?: boolean | undefined;
  /** Whether clients may register documents by sending ID and text once ("automatic persisted queries"). Default true. */
  registers?: boolean | undefined;
  /** Most characters of registered documents; the longest unused make room. Default 16 million. */
  maxRegistered?: number | undefined;
  /** Counts a request. */
  onDocument?(origin: DocumentOrigin): void;
}

/** Finds the documents of requests that name one by ID: Apollo's `persistedQuery` extension. */
export interface Documents {
  /**
   * The request with its document's text. @throws WaslError PERSISTED_QUERY_NOT_FOUND, PERSISTED_QUERY_NOT_SUPPORTED, OPERATION_NOT_TRUSTED,
   * or BAD_REQUEST for an ID that is none or of another text.
   */
  resolve(request: SentRequest): SentRequest;
  /** Whether a text is published. */
  isPublished(text: string): boolean;
  /** How many documents are published; undefined where there is no list. */
  published(): number | undefined;
  /** Registers the text of a request that was good, if it came with its ID. */
  register(request: SentRequest): void;
}

/** The parameter that errors name. */
const parameter = 'extensions.persistedQuery';

/** Creates it. A gateway has one of its own; a client that finds another without its document sends the text again. */
export function createDocuments(options: DocumentsOptions): Documents {
  const { trusted, enforces = false, registers = true, onDocument = () => undefined } = options;
  const registered = new LRUCache<string, string>({
    maxSize: options.maxRegistered ?? 16_000_000,
    sizeCalculation: (text) => text.length + 200,
  });

  function find(id: string): string {
    const text = trusted?.textOf(id);
    if (text !== undefined) return counted('trusted', text);
    if (enforces) throw refusal('refused', 'OPERATION_NOT_TRUSTED');
    const sent = registers ? registered.get(id) : undefined;
    if (sent !== undefined) return counted('registered', sent);
    // A client that is told "not supported" sends no ID again, not even of a published document.
    throw refusal('missed', registers || trusted ? 'PERSISTED_QUERY_NOT_FOUND' : 'PERSISTED_QUERY_NOT_SUPPORTED');
  }

  function counted(origin: DocumentOrigin, text: string): string {
    onDocument(origin);
    return text;
  }

  function refusal(origin: DocumentOrigin, code: ConstructorParameters<typeof WaslError>[0]): WaslError {
    onDocument(origin);
    return new WaslError(code);
  }

  return {
    resolve(request) {
      const { query, extensions } = request;
      const id = extensions?.['persistedQuery'] == null ? undefined : readId(extensions['persistedQuery']);
      if (id !== undefined && query === '') return { ...request, query: find(id) };
      if (id !== undefined && documentId(query) !== id) throw new WaslError('BAD_REQUEST', { parameter });
      if (trusted?.holds(query)) onDocument('trusted');
      else if (enforces) throw refusal('refused', 'OPERATION_NOT_TRUSTED');
      else onDocument('text');
      return request;
    },
    isPublished: (text) => trusted?.holds(text) === true,
    published: () => trusted?.size(),
    register({ query, extensions }) {
      if (!registers || enforces || query === '' || extensions?.['persistedQuery'] == null) return;
      registered.set(readId(extensions['persistedQuery']), query);
    },
  };
}

/** @throws WaslError BAD_REQUEST */
function readId(extension: unknown): string {
  if (isJsonObject(extension) && extension['version'] === 1) {
    const { sha256Hash } = extension;
    const id = typeof sha256Hash === 'string' ? plainId(sha256Hash) : undefined;
    if (isDocumentId(id)) return id;
  }
  throw new WaslError('BAD_REQUEST', { parameter });
}
