import type { DocumentedSettings } from './schema/check-settings.js';

/** One company's phone system; a provider that it doesn't use is null. */
export type WorkspaceSettings = Readonly<NonNullable<DocumentedSettings['workspaces']>[number]>;

export type VoicenterSettings = Readonly<NonNullable<WorkspaceSettings['voicenter']>>;
export type RingmeSettings = Readonly<NonNullable<WorkspaceSettings['ringme']>>;
export type CcrmSettings = Readonly<NonNullable<WorkspaceSettings['ccrm']>>;
/** OAuth 2 client credentials. */
export type RingmeApp = Extract<RingmeSettings['auth'], { readonly kind: 'app' }>;
