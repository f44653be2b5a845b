import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { Token, TokenKind, visit, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;
type PersistedQueries = NonNullable<Exclude<ApolloServerOptions<BaseContext>['persistedQueries'], false>>;
type TextStore = NonNullable<PersistedQueries['cache']>;

/** Maximum memory for documents and everything that is cached with them, in bytes. */
const MAX_BYTES = 16 * 1024 ** 2;
/** The maximum share of one document, including its plans. */
const SHARE_OF_ONE = 1 / 8;
/** Bytes of a node without its tokens, and of an entry without its text, as measured in V8's heap. */
const NODE = 224;
const ENTRY = 500;
const CHARACTER = 2;
/** Replaces the tokens of every cached document. */
const NO_TOKEN = new Token(TokenKind.SOF, 0, 0, 0, 0);

/** Counts bytes (negative to release them) of something that is cached as long as this document. */
export type CountBytes = (document: DocumentNode, bytes: number) => void;

/**
 * Caches the most recently used documents within one memory budget, together with their plans and prepared
 * requests, and the texts of Apollo's persisted queries. Drops a document whose share grows beyond an eighth.
 */
export interface DocumentCache {
  /** Valid documents, by Apollo's key. */
  readonly store: DocumentStore;
  /** The texts of persisted queries. */
  readonly texts: TextStore;
  /** Ignores documents that aren't cached. */
  readonly count: CountBytes;
  /** Whether the document is cached; marks it as recently used. */
  readonly use: (document: DocumentNode) => boolean;
  /** Calls the listener with every document that is dropped from now on. */
  readonly onForget: (listener: (document: DocumentNode) => void) => void;
}

interface Entry {
  readonly content: DocumentNode | string;
  readonly bytes: number;
}

/** `maxBytes`: of everything that is counted; 16 MiB by default. */
export function createDocumentCache(maxBytes = MAX_BYTES): DocumentCache {
  const maxOfOne = Math.floor(maxBytes * SHARE_OF_ONE);
  const keys = new WeakMap<DocumentNode, string>();
  const listeners: ((document: DocumentNode) => void)[] = [];
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    maxEntrySize: maxOfOne,
    sizeCalculation: ({ bytes }) => bytes,
    dispose({ content }, _key, reason) {
      if (reason === 'set' || typeof content === 'string') return;
      keys.delete(content);
      for (const listener of listeners) listener(content);
    },
  });

  const store: DocumentStore = {
    get: (key) => Promise.resolve(documentOf(entries.get(key))),
    set(key, document) {
      if (entries.has(key)) return Promise.resolve();
      const bytes = ENTRY + CHARACTER * key.length + withoutTokens(document);
      if (bytes > maxOfOne) return Promise.resolve();
      keys.set(document, key);
      entries.set(key, { content: document, bytes });
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(entries.delete(key)),
  };

  const texts: TextStore = {
    get: (key) => Promise.resolve(textOf(entries.get(key))),
    set(key, text) {
      entries.set(key, { content: text, bytes: ENTRY + CHARACTER * (key.length + text.length) });
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(entries.delete(key)),
  };

  return {
    store,
    texts,
    count(document, more) {
      const key = keys.get(document);
      const entry = key === undefined ? undefined : entries.peek(key);
      if (key === undefined || entry === undefined) return;
      const bytes = entry.bytes + more;
      if (bytes > maxOfOne) entries.delete(key);
      else entries.set(key, { content: document, bytes });
    },
    use(document) {
      const key = keys.get(document);
      return key !== undefined && entries.get(key) !== undefined;
    },
    onForget: (listener) => void listeners.push(listener),
  };
}

function documentOf(entry: Entry | undefined): DocumentNode | undefined {
  return typeof entry?.content === 'object' ? entry.content : undefined;
}

function textOf(entry: Entry | undefined): string | undefined {
  return typeof entry?.content === 'string' ? entry.content : undefined;
}

/**
 * Removes a document's tokens, which only the parser uses and which take a third of its memory. Returns the remaining
 * bytes, including its text.
 */
function withoutTokens(document: DocumentNode): number {
  let nodes = 0;
  visit(document, {
    enter({ loc }) {
      nodes += 1;
      if (loc !== undefined) Object.assign(loc, { startToken: NO_TOKEN, endToken: NO_TOKEN });
    },
  });
  return nodes * NODE + CHARACTER * (document.loc?.source.body.length ?? 0);
}
