import type { DocumentedSettings } from './schema/settings-schema.js';

/** One company's phone system; a provider that it doesn't use is null. */
export type WorkspaceSettings = DocumentedSettings['workspaces'][number];

export type VoicenterSettings = NonNullable<WorkspaceSettings['voicenter']>;
export type RingmeSettings = NonNullable<WorkspaceSettings['ringme']>;
export type CcrmSettings = NonNullable<WorkspaceSettings['ccrm']>;
/** OAuth 2 client credentials. */
export type RingmeApp = Extract<RingmeSettings['auth'], { readonly kind: 'app' }>;
