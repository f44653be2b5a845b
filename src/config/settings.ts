import type { Scope } from '../domain/caller.js';
import type { WorkspaceSettings } from './workspace-settings.js';

/** Everything an operator can set, checked and complete. */
export interface Settings {
  readonly server: ServerSettings;
  /** Empty if no provider is configured: then the sandbox is served. */
  readonly workspaces: readonly WorkspaceSettings[];
  readonly sandbox: SandboxSettings;
  readonly upstream: UpstreamSettings;
  readonly cache: CacheSettings;
  /** null if past calls aren’t archived. */
  readonly archive: ArchiveSettings | null;
  readonly limits: LimitSettings;
  readonly subscriptions: SubscriptionSettings;
  /** null if authentication is off. */
  readonly auth: AuthSettings | null;
  readonly trustedDocuments: TrustedDocumentsSettings;
  readonly federation: FederationSettings;
}

/** What the sandbox makes up if it is served. */
export interface SandboxSettings {
  /** The ids of its workspaces, at least one. */
  readonly workspaces: readonly string[];
}

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** Of a server for metrics alone, at the same host; null if they are served beside the graph. */
  readonly metricsPort: number | null;
  /** Whether it serves more than its developers, by `NODE_ENV`. */
  readonly production: boolean;
  /** Origins whose pages may ask, as browsers write them in `Origin`. */
  readonly corsOrigins: readonly string[];
  /** Names under which it is reached, in lower case; empty for any name, and without `auth` for loopback names only. */
  readonly hosts: readonly string[];
  /** Addresses and networks of proxies whose `X-Forwarded-For` names the caller's address. */
  readonly trustedProxies: readonly string[];
  /** Seconds for which a connection without a request stays open. */
  readonly keepAliveTimeout: number;
  /** Whether the schema may be asked for or guessed: introspection, the subgraph's schema, suggestions. */
  readonly introspection: boolean;
  readonly playground: boolean;
  /** The least severe lines that are logged. */
  readonly logLevel: LogLevel;
}

/** From the most severe; `silent` logs nothing. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export const TRUSTED_DOCUMENTS_MODES = ['off', 'log', 'enforce'] as const;

/** What becomes of a document that the manifest hasn't: served; served and logged; refused. */
export type TrustedDocumentsMode = (typeof TRUSTED_DOCUMENTS_MODES)[number];

export interface TrustedDocumentsSettings {
  readonly mode: TrustedDocumentsMode;
  /** The path of a JSON file of documents by their SHA-256; never null but in the mode `off`. */
  readonly manifest: string | null;
}

export interface FederationSettings {
  /**
   * Whether the subgraph's schema says which scopes are needed, if keys or tokens are: routers enforce them, and
   * @apollo/gateway refuses such a schema. Switchboard itself enforces them in any case.
   */
  readonly authorization: boolean;
}

export interface UpstreamSettings {
  /** Seconds that one attempt of a request may take. */
  readonly attemptTimeout: number;
  /** Seconds that a whole GraphQL operation may spend on its providers. */
  readonly deadline: number;
  /** Bytes of a decoded response body. */
  readonly maxBody: number;
  /** The proxies between us and what isn't on loopback; undefined without any. */
  readonly proxy?: ProxySettings | undefined;
}

/** The proxies through which requests leave the machine. Their addresses may hold credentials. */
export interface ProxySettings {
  /** For https: addresses; null if they are reached directly. */
  readonly https: URL | null;
  /** For http: addresses. */
  readonly http: URL | null;
  /** The hosts, domains and networks of `NO_PROXY`, which are reached directly. */
  readonly bypass: readonly string[];
}

/** What one operation may be and cost at most. */
export interface LimitSettings {
  /** Lexical tokens of its document. */
  readonly tokens: number;
  /** Fields around one another. */
  readonly depth: number;
  /** Fields, with every fragment written out where it is spread. */
  readonly fields: number;
  /** Fields at its root. */
  readonly rootFields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Requests to each provider. */
  readonly requests: number;
  /** Values of the answer: every field of every object. */
  readonly values: number;
}

export interface SubscriptionSettings {
  /** Seconds from one look for new calls to the next. */
  readonly pollInterval: number;
  /** Subscriptions that one caller may have at the same time. */
  readonly perCaller: number;
  /** Subscriptions of all callers at the same time. */
  readonly total: number;
}

/** At least one API key, or tokens. */
export interface AuthSettings {
  readonly apiKeys: readonly ApiKeySettings[];
  /** null if no tokens are taken. */
  readonly jwt: JwtSettings | null;
  /** How many requests a minute each key, and each subject of tokens, may send. */
  readonly requestsPerMinute: number;
}

export interface ApiKeySettings {
  readonly name: string;
  /** Of the key, in lower-case hexadecimal. */
  readonly sha256: string;
  /** The workspaces that the caller may see. */
  readonly workspaces: readonly string[];
  readonly scopes: readonly Scope[];
  /** Whether personal data are shown only with the scope `pii:read`. */
  readonly maskPersonalData: boolean;
}

/** Whose tokens are taken: JSON Web Tokens of one issuer, signed with a key of its JSON Web Key Set. */
export interface JwtSettings {
  /** The address of the key set. */
  readonly jwksUrl: URL;
  /** The token's `iss`. */
  readonly issuer: string;
  /** One of the token's `aud`. */
  readonly audience: string;
  /** The proxies between us and the key set; undefined without any. */
  readonly proxy?: ProxySettings | undefined;
  /** Whether personal data are shown only with the scope `pii:read`. */
  readonly maskPersonalData: boolean;
}

export interface CacheSettings {
  readonly ttl: CacheTtl;
  /**
   * Seconds for which extensions, a client and calls older than an hour stand in for an outage of their
   * provider when they aren't fresh any more; 0 never.
   */
  readonly maxStale: number;
  /** The Redis that replicas share, with its credentials; null if each keeps what it reads to itself. */
  readonly redisUrl: URL | null;
  /** Whether a whole answer is given again while everything that it was made of is fresh. */
  readonly responses: boolean;
}

/** Seconds for which answers of the providers are fresh; 0 asks anew for every operation. */
export interface CacheTtl {
  readonly extensions: number;
  readonly client: number;
  readonly notes: number;
  /** Calls that began within the last hour. */
  readonly recentCalls: number;
  /** Older calls; those of today and yesterday are fresh for 30 s at most. */
  readonly closedCalls: number;
}

/** Where past calls are archived, and how fast. */
export interface ArchiveSettings {
  readonly engine: ArchiveEngine;
  /** `YYYY-MM-DD`: calls from this day on are archived; null for three years. */
  readonly since: string | null;
  /** Requests that filling the archive may cost each workspace in a minute. */
  readonly requestsPerMinute: number;
  /** Days after which archived calls are deleted; null keeps them. */
  readonly keepDays: number | null;
}

/** The archive’s database: a file of this process, or a server with its credentials. */
export type ArchiveEngine =
  { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: URL };
