export type ClientType = 'LEGAL_ENTITY' | 'INDIVIDUAL' | 'UNKNOWN';
export type GeoRestrictionMode = 'PROVIDER_DEFAULT' | 'ALL' | 'LISTED';

/** A RingMe client, that is, the PBX tenant of a workspace. Ids are unsigned 64-bit numbers in decimal. */
export interface Client {
  readonly kind: 'Client';
  readonly workspace: string;
  readonly clientId: string;
  readonly name: string | null;
  readonly type: ClientType | null;
  readonly domain: string | null;
  readonly domainPrefix: string | null;
  readonly prefix: string | null;
  readonly email: string | null;
  readonly contactPersons: string | null;
  readonly contactPhones: string | null;
  /** `YYYY-MM-DD HH:MM:SS` as the provider writes it; its zone is not documented. */
  readonly createdAtLocal: string | null;
  readonly legalAddress: string | null;
  readonly actualAddress: string | null;
  readonly language: string | null;
  /** IANA name. */
  readonly timezone: string | null;
  /** Number of digits of an internal number. */
  readonly extensionLength: number | null;
  readonly presenceEnabled: boolean | null;
  readonly recordFormat: string | null;
  readonly recordStereo: boolean | null;
  readonly registrationLogEnabled: boolean | null;
  readonly holdMusicId: string | null;
  readonly dialRuleId: string | null;
  readonly sipNetworkPermissionId: string | null;
  readonly diskSpaceNotifyEmail: string | null;
  /** Percent. */
  readonly diskSpaceNotifyThreshold: number | null;
  /** null if it can't be read. */
  readonly geoRestriction: GeoRestriction | null;
  readonly shortLocalCallerId: string | null;
  readonly didAsTransferCallerId: string | null;
  readonly extraParams: string | null;
}

/** The countries from which SIP accounts may register. `countries` (ISO 3166 alpha-2) is empty unless the mode is LISTED. */
export interface GeoRestriction {
  readonly mode: GeoRestrictionMode;
  readonly countries: readonly string[];
}

/** Changes to a client: an absent field is left unchanged, null clears it. */
export interface ClientChanges {
  readonly timezone?: string | null;
  readonly geoRestriction?: GeoRestriction | null;
  readonly diskSpaceNotifyEmail?: string | null;
  readonly diskSpaceNotifyThreshold?: number | null;
  readonly dialRuleId?: string | null;
  readonly holdMusicId?: string | null;
  readonly sipNetworkPermissionId?: string | null;
}
