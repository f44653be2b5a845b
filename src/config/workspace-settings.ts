/** One company's phone system; a provider that it hasn't is null. */
export interface WorkspaceSettings {
  /** Letters, digits, `-` and `_`; unique. */
  readonly id: string;
  /** ISO 3166 alpha-2: whose national phone numbers its call history writes; null if nobody said. */
  readonly country: string | null;
  readonly voicenter: VoicenterSettings | null;
  readonly ringme: RingmeSettings | null;
  readonly ccrm: CcrmSettings | null;
}

export interface VoicenterSettings {
  /** The address of GetExtensions. */
  readonly url: URL;
  readonly code: string;
  /** The whole organisation, not only the account whose code this is. */
  readonly showAll: boolean;
}

export interface RingmeSettings {
  /** The API's base, without a slash at the end. */
  readonly url: URL;
  /** The client in the path: a number or `@me`. */
  readonly clientId: string;
  readonly auth: RingmeToken | RingmeApp;
}

/** A fixed bearer token. */
export interface RingmeToken {
  readonly kind: 'token';
  readonly token: string;
}

/** OAuth 2 client credentials. */
export interface RingmeApp {
  readonly kind: 'app';
  readonly id: string;
  readonly secret: string;
  readonly tokenUrl: URL;
}

export interface CcrmSettings {
  /** The address up to and with `/publicApi`. */
  readonly url: URL;
  readonly token: string;
  /** IANA name of the zone in which the call history writes its dates. */
  readonly timezone: string;
}
