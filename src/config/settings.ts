import type { DocumentedSettings } from './schema/check-settings.js';
import type { WorkspaceSettings } from './workspace-settings.js';

/* Everything an operator can set, checked and complete: what src/config/schema/ declares, with what depends on the profile. */

type Documented<Section extends keyof DocumentedSettings> = Readonly<
  NonNullable<DocumentedSettings[Section]>
>;

export interface Settings extends Omit<DocumentedSettings, 'server' | 'workspaces' | 'upstream' | 'auth'> {
  readonly server: ServerSettings;
  /** Empty if no provider is configured: then the sandbox is served. */
  readonly workspaces: readonly WorkspaceSettings[];
  readonly upstream: UpstreamSettings;
  /** null if authentication is off. */
  readonly auth: AuthSettings | null;
}

export interface ServerSettings extends Omit<Documented<'server'>, 'introspection' | 'playground'> {
  /** Whether it serves more than its developers, by `NODE_ENV`. */
  readonly production: boolean;
  /** Whether the schema may be asked for or guessed: introspection, the subgraph's schema, suggestions. */
  readonly introspection: boolean;
  readonly playground: boolean;
}

export interface UpstreamSettings extends Documented<'upstream'> {
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

/** At least one API key, or tokens. */
export interface AuthSettings extends Omit<Documented<'auth'>, 'apiKeys' | 'jwt'> {
  readonly apiKeys: readonly ApiKeySettings[];
  /** null if no tokens are taken. */
  readonly jwt: JwtSettings | null;
}
export type ApiKeySettings = Readonly<Documented<'auth'>['apiKeys'][number]>;
/** Whose tokens are taken: JSON Web Tokens of one issuer, signed with a key of its JSON Web Key Set. */
export interface JwtSettings extends Readonly<NonNullable<Documented<'auth'>['jwt']>> {
  /** The proxies between us and the key set; undefined without any. */
  readonly proxy?: ProxySettings | undefined;
}

export type LogLevel = ServerSettings['logLevel'];
export type TrustedDocumentsSettings = Documented<'trustedDocuments'>;
/** What becomes of a document that the manifest hasn't: served; served and logged; refused. */
export type TrustedDocumentsMode = TrustedDocumentsSettings['mode'];
export type FederationSettings = Documented<'federation'>;
/** What one operation may be and cost at most. */
export type LimitSettings = Documented<'limits'>;
export type SubscriptionSettings = Documented<'subscriptions'>;
export type CacheSettings = Documented<'cache'>;
/** Seconds for which answers of the providers are fresh; 0 asks anew for every operation. */
export type CacheTtl = Readonly<CacheSettings['ttl']>;
/** Where past calls are archived, and how fast. */
export type ArchiveSettings = Documented<'archive'>;
/** The archive’s database: a file of this process, or a server with its credentials. */
export type ArchiveEngine = ArchiveSettings['engine'];
