import { Allow, ValidateIf } from 'class-validator';
import { SCOPES } from '../../domain/caller.js';
import { SANDBOX_ID } from '../sandbox-id.js';
import { HostNames, Networks, Origins } from './server-lists.js';
import type { ArchiveSection } from '../archive-section.js';
import type { LimitsSection } from './limits-section.js';
import type { SubscriptionsSection } from './subscriptions-section.js';
import type { WorkspaceDocument } from './workspace-section.js';
import {
  LOG_LEVELS,
  type LogLevel,
  TRUSTED_DOCUMENTS_MODES,
  type TrustedDocumentsMode,
} from '../settings.js';
import {
  Address,
  Flag,
  FlagOrProfile,
  Host,
  OneOf,
  RedisAddress,
  Seconds,
  SecondsOrNone,
  Secret,
  Sha256,
  WholeNumber,
  Words,
  WorkspaceIds,
} from './setting-rules.js';

/*
 * The sections of the settings as an operator writes them. A field's initial value is its default;
 * if a setting must be written, it is one that its own rule refuses. The field's names are the
 * known names of its section. A type holds once the section has been checked without a problem.
 */

export class RootSection {
  @Allow() server: unknown = {};
  @Allow() workspaces: unknown = undefined;
  @Allow() sandbox: unknown = undefined;
  @Allow() upstream: unknown = {};
  @Allow() cache: unknown = {};
  @Allow() archive: unknown = {};
  @Allow() limits: unknown = {};
  @Allow() subscriptions: unknown = {};
  @Allow() auth: unknown = undefined;
  @Allow() trustedDocuments: unknown = {};
  @Allow() federation: unknown = {};
}

export class ServerSection {
  @Host() host = '127.0.0.1';
  @WholeNumber('a port', 0, 65535) port: number | string = 4000;

  @ValidateIf((server: ServerSection) => server.metricsPort !== undefined)
  @WholeNumber('a port', 0, 65535)
  metricsPort: number | string | undefined = undefined;

  @Origins() corsOrigins: unknown = [];
  @HostNames() hosts: unknown = [];
  @Networks() trustedProxies: unknown = [];
  @Seconds(3600) keepAliveTimeout: number | string = 75;
  @FlagOrProfile() introspection: unknown = undefined;
  @FlagOrProfile() playground: unknown = undefined;
  @FlagOrProfile() sandbox: unknown = undefined;
  @OneOf(LOG_LEVELS) logLevel: LogLevel = 'info';
}

export class TrustedDocumentsSection {
  @OneOf(TRUSTED_DOCUMENTS_MODES) mode: TrustedDocumentsMode = 'off';

  @ValidateIf(({ mode, manifest }: TrustedDocumentsSection) => mode !== 'off' || manifest !== undefined)
  @Secret('the path of a manifest')
  manifest: string | undefined = undefined;
}

export class FederationSection {
  @Flag() authorization: boolean | number | string = true;
}

export class UpstreamSection {
  @Seconds(300) attemptTimeout: number | string = 2;
  @Seconds(300) deadline: number | string = 8;
  @WholeNumber('bytes', 1024, 1024 ** 3) maxBody: number | string = 16 * 1024 ** 2;
}

/** At least one key, or tokens: a section without any would lock everyone out, or be taken for protection. */
export class AuthSection {
  @Allow() apiKeys: unknown = [];
  @Allow() jwt: unknown = undefined;
  @WholeNumber('requests', 1, 1_000_000_000) requestsPerMinute: number | string = 6000;
}

export class ApiKeySection {
  @Secret('a name for the log') name = '';
  @Sha256() sha256 = '';
  @Words('workspace ids') workspaces: unknown = undefined;
  @Words(`scopes of ${SCOPES.join(', ')}`, SCOPES) scopes: unknown = undefined;
  @Flag() maskPersonalData: boolean | number | string = false;
}

export class JwtSection {
  @Address() jwksUrl = '';
  @Secret('the `iss` of tokens') issuer = '';
  @Secret('the `aud` of tokens') audience = '';
  @Flag() maskPersonalData: boolean | number | string = false;
}

export class CacheSection {
  @Allow() ttl: unknown = {};
  @SecondsOrNone(604_800) maxStale: number | string = 3600;

  @ValidateIf((cache: CacheSection) => cache.redisUrl !== undefined)
  @RedisAddress()
  redisUrl: string | undefined = undefined;

  @Flag() responses: boolean | number | string = true;
}

export class CacheTtlSection {
  @SecondsOrNone(86_400) extensions: number | string = 60;
  @SecondsOrNone(86_400) client: number | string = 60;
  @SecondsOrNone(86_400) notes: number | string = 30;
  @SecondsOrNone(60) recentCalls: number | string = 5;
  @SecondsOrNone(86_400) closedCalls: number | string = 3600;
}

/** The workspaces that the sandbox makes up. */
export class SandboxSection {
  @WorkspaceIds() workspaces: unknown = [SANDBOX_ID];
}

/** A read document, section by section. */
export interface SettingsDocument {
  readonly server: ServerSection;
  /** null if none are listed. */
  readonly workspaces: readonly WorkspaceDocument[] | null;
  /** null if there is no such section. */
  readonly sandbox: SandboxSection | null;
  readonly upstream: UpstreamSection;
  readonly subscriptions: SubscriptionsSection;
  /** null if authentication is off. */
  readonly auth: AuthDocument | null;
  readonly archive: ArchiveSection;
  readonly limits: LimitsSection;
  readonly trustedDocuments: TrustedDocumentsSection;
  readonly federation: FederationSection;
  readonly cache: { readonly section: CacheSection; readonly ttl: CacheTtlSection };
}

export interface AuthDocument {
  readonly section: AuthSection;
  readonly apiKeys: readonly ApiKeySection[];
  readonly jwt: JwtSection | null;
}
