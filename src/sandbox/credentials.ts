/** The credentials that the sandbox accepts: made-up values that open nothing else. */
export interface SandboxCredentials {
  /** The head account's code. */
  readonly voicenterCode: string;
  /** The codes of the two other accounts. */
  readonly voicenterAccountCodes: readonly [string, string];
  /** A bearer token that always works. */
  readonly ringmeToken: string;
  readonly ringmeAppId: string;
  readonly ringmeAppSecret: string;
  readonly ccrmToken: string;
}

/** The same for every sandbox. */
export const SANDBOX_CREDENTIALS: SandboxCredentials = {
  voicenterCode: 'sandbox-voicenter-code',
  voicenterAccountCodes: ['sandbox-voicenter-tel-aviv', 'sandbox-voicenter-support'],
  ringmeToken: 'sandbox-ringme-token',
  ringmeAppId: 'sandbox-ringme-app',
  ringmeAppSecret: 'sandbox-ringme-secret',
  ccrmToken: 'sandbox-ccrm-token',
};
