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

/**
 * Counts bytes of something that is cached as long as this document. Calls `forget` when the document is dropped, which
 * may be at once.
 */
export type CountBytes = (document: DocumentNode, bytes: number, forget?: () => void) => void;

/**
 * Caches the most recently used documents within one memory budget, together with their plans and prepared requests.
 * Drops a document whose share grows beyond an eighth.
 */
export interface DocumentCache {
  /** Valid documents, by Apollo's key. */
  readonly store: DocumentStore;
  /** Their texts, by Apollo's key for persisted queries. */
  readonly texts: TextStore;
  /** Ignores documents that aren't cached. */
  readonly count: CountBytes;
  /** Whether the document is cached; marks it as recently used. */
  readonly use: (document: DocumentNode) => boolean;
}

interface Entry {
  readonly document: DocumentNode;
  readonly bytes: number;
}

/** `maxBytes`: of everything that is counted; 16 MiB by default. */
export function createDocumentCache(maxBytes = MAX_BYTES): DocumentCache {
  const maxOfOne = Math.floor(maxBytes * SHARE_OF_ONE);
  const hashes = new WeakMap<DocumentNode, string>();
  const forgetters = new WeakMap<DocumentNode, (() => void)[]>();
  /** By the hash of the text. */
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    maxEntrySize: maxOfOne,
    sizeCalculation: ({ bytes }) => bytes,
    dispose({ document }, _hash, reason) {
      if (reason === 'set') return;
      hashes.delete(document);
      for (const forget of forgettersOf(document)) forget();
    },
  });

  function forgettersOf(document: DocumentNode): (() => void)[] {
    const known = forgetters.get(document) ?? [];
    forgetters.set(document, known);
    return known;
  }

  const store: DocumentStore = {
    get: (key) => Promise.resolve(entries.get(hashIn(key))?.document),
    set(key, document) {
      const hash = hashIn(key);
      if (entries.has(hash)) return Promise.resolve();
      const bytes = ENTRY + CHARACTER * hash.length + withoutTokens(document);
      if (bytes > maxOfOne) return Promise.resolve();
      hashes.set(document, hash);
      entries.set(hash, { document, bytes });
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(entries.delete(hashIn(key))),
  };

  const texts: TextStore = {
    get: (key) => Promise.resolve(entries.get(hashIn(key))?.document.loc?.source.body),
    // Apollo has already stored the document.
    set: () => Promise.resolve(),
    delete: (key) => store.delete(key),
  };

  return {
    store,
    texts,
    count(document, more, forget) {
      const hash = hashes.get(document);
      const entry = hash === undefined ? undefined : entries.peek(hash);
      if (hash === undefined || entry === undefined) return;
      if (forget !== undefined) forgettersOf(document).push(forget);
      const bytes = entry.bytes + more;
      if (bytes > maxOfOne) entries.delete(hash);
      else entries.set(hash, { document, bytes });
    },
    use(document) {
      const hash = hashes.get(document);
      return hash !== undefined && entries.get(hash) !== undefined;
    },
  };
}

/** The hash of a text in Apollo's key: behind the schema's hash, or `apq:`. */
function hashIn(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1);
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
