/**
 * What a caller may be allowed to do. `pii:read` matters only to callers whose personal data are masked;
 * `metrics:read` is an operator's, of every workspace; `debug:read` tells what an operation causes at the providers.
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

/** Who asks, as far as it matters for what is answered. */
export interface Caller {
  /** The workspaces that the caller may see; `'EVERY'` if authentication is off. */
  readonly workspaces: ReadonlySet<string> | 'EVERY';
  /** What the caller may do in them; `'EVERY'` if authentication is off. */
  readonly scopes: ReadonlySet<Scope> | 'EVERY';
  /** Whether phone numbers, e-mail addresses, names and texts are shown as they are. */
  readonly seesPersonalData: boolean;
  /** All of the above as one text, the same for callers of the same rights: what is kept of answers is keyed by it. */
  readonly accessKey: string;
}

/** What a key's settings or a token's claims grant. */
export interface Grant {
  readonly workspaces: readonly string[];
  readonly scopes: readonly Scope[];
  /** Whether personal data are shown only with `pii:read`. */
  readonly maskPersonalData: boolean;
}

/** Whoever reaches a server that doesn't ask who they are. */
export const ANYONE: Caller = {
  workspaces: 'EVERY',
  scopes: 'EVERY',
  seesPersonalData: true,
  accessKey: 'EVERY',
};

/** A caller with these rights and no others. */
export function callerWith({ workspaces, scopes, maskPersonalData }: Grant): Caller {
  const seesPersonalData = !maskPersonalData || scopes.includes('pii:read');
  const accessKey = JSON.stringify([[...workspaces].sort(), [...scopes].sort(), seesPersonalData]);
  return { workspaces: new Set(workspaces), scopes: new Set(scopes), seesPersonalData, accessKey };
}
