import type { DocumentedSettings } from './schema/settings-schema.js';

/* All settings, validated and complete: those that src/config/schema/ declares, and those that depend on the profile. */

type Documented<Section extends keyof DocumentedSettings> = NonNullable<DocumentedSettings[Section]>;

/** `workspaces` is empty if no provider is configured, in which case the sandbox is served. */
export interface Settings extends Omit<DocumentedSettings, 'server' | 'upstream' | 'auth'> {
  readonly server: ServerSettings;
  readonly upstream: UpstreamSettings;
  /** null if authentication is off. */
  readonly auth: AuthSettings | null;
}

/** The section `server`, with the defaults that depend on the profile. */
export interface ServerSettings extends Omit<
  Documented<'server'>,
  'introspection' | 'playground' | 'sandbox'
> {
  /** Whether `NODE_ENV` is production. */
  readonly production: boolean;
  /** Whether the schema is exposed: introspection, the subgraph's schema, suggestions. */
  readonly introspection: boolean;
  readonly playground: boolean;
}

/** The section `upstream`, with the proxies of the environment. */
export interface UpstreamSettings extends Documented<'upstream'> {
  /** The proxies for addresses other than loopback; undefined without any. */
  readonly proxy?: ProxySettings | undefined;
}

/** The proxies for requests that leave the machine. Their addresses may contain credentials. */
export interface ProxySettings {
  /** For https: addresses; null if they are reached directly. */
  readonly https: URL | null;
  /** For http: addresses. */
  readonly http: URL | null;
  /** The hosts, domains and networks of `NO_PROXY`, which are reached directly. */
  readonly bypass: readonly string[];
}

/** At least one API key, or tokens. */
export interface AuthSettings extends Omit<Documented<'auth'>, 'jwt'> {
  /** null if no tokens are accepted. */
  readonly jwt: JwtSettings | null;
}
export type ApiKeySettings = AuthSettings['apiKeys'][number];
/** The accepted tokens: JSON Web Tokens of one issuer, signed with a key of its JSON Web Key Set. */
export interface JwtSettings extends NonNullable<Documented<'auth'>['jwt']> {
  /** The proxies for requests of the key set; undefined without any. */
  readonly proxy?: ProxySettings | undefined;
}

export type LogLevel = ServerSettings['logLevel'];
/** Whether a document that the manifest lacks is served, served and logged, or rejected. */
export type TrustedDocumentsMode = Documented<'trustedDocuments'>['mode'];
/** The limits of one operation's size and cost. */
export type LimitSettings = Documented<'limits'>;
/** The limits and the poll interval of subscriptions. */
export type SubscriptionSettings = Documented<'subscriptions'>;
/** What is cached, where and for how long. */
export type CacheSettings = Documented<'cache'>;
/** Seconds for which the providers' responses are fresh; with 0, every operation requests them. */
export type CacheTtl = Readonly<CacheSettings['ttl']>;
/** Where past calls are archived, and how fast. */
export type ArchiveSettings = Documented<'archive'>;
export type { ArchiveEngine } from './address.js';
