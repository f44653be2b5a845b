/** What a caller may be allowed to do. */
export const SCOPES = [
  'extensions:read',
  'clients:read',
  'clients:write',
  'calls:read',
  'notes:read',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Who asks, as far as it matters for what is answered. */
export interface Caller {
  /** The workspaces that the caller may see; EVERY where nobody is asked who they are. */
  readonly workspaces: ReadonlySet<string> | 'EVERY';
  /** What the caller may do in them; EVERY where nobody is asked who they are. */
  readonly scopes: ReadonlySet<Scope> | 'EVERY';
}

/** Whoever reaches a server that doesn't ask who they are. */
export const ANYONE: Caller = { workspaces: 'EVERY', scopes: 'EVERY' };
