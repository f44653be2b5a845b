/**
 * Permissions that a caller can hold. `pii:read` matters only if personal data is masked for the caller. `metrics:read`
 * is for operators and covers every workspace. `debug:read` shows the upstream requests of an operation.
 */
export const SCOPES = [
  'extensions:read',
  'clients:read',
  'clients:write',
  'calls:read',
  'notes:read',
  'pii:read',
  'metrics:read',
  'debug:read',
] as const;

export type Scope = (typeof SCOPES)[number];

/** The rights of a principal that affect the response. */
export interface Caller {
  /** The workspaces that the caller may read; `'EVERY'` if authentication is disabled. */
  readonly workspaces: ReadonlySet<string> | 'EVERY';
  /** The scopes that the caller has in them; `'EVERY'` if authentication is disabled. */
  readonly scopes: ReadonlySet<Scope> | 'EVERY';
  /** Whether phone numbers, e-mail addresses, names and texts are returned unmasked. */
  readonly seesPersonalData: boolean;
  /** Cache key of these rights: equal for callers with equal rights. Cached responses are keyed by it. */
  readonly accessKey: string;
}

/** The rights that an API key's settings or a token's claims grant. */
export interface Grant {
  readonly workspaces: readonly string[];
  readonly scopes: readonly Scope[];
  /** Whether personal data is masked unless the scopes include `pii:read`. */
  readonly maskPersonalData: boolean;
}

/** The anonymous caller when authentication is disabled: has every right. */
export const ANYONE: Caller = {
  workspaces: 'EVERY',
  scopes: 'EVERY',
  seesPersonalData: true,
  accessKey: 'EVERY',
};

/** A caller with exactly these rights. */
export function callerWith({ workspaces, scopes, maskPersonalData }: Grant): Caller {
  const seesPersonalData = !maskPersonalData || scopes.includes('pii:read');
  const accessKey = JSON.stringify([[...workspaces].sort(), [...scopes].sort(), seesPersonalData]);
  return { workspaces: new Set(workspaces), scopes: new Set(scopes), seesPersonalData, accessKey };
}
