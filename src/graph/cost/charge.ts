import type { Workspace } from '../../domain/sources.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';

/** Requests to one provider that a field may cause. */
export interface CostPart {
  /** The field's response path: response names joined by dots. */
  readonly path: string;
  readonly provider: Provider;
  readonly requests: number;
}

/** Charges for a field. Data that an operation reads only once is charged to the first field that needs it. */
export interface Charge {
  /** The extensions of these workspaces: one request for each. */
  extensions(workspaces: readonly string[]): void;
  /** The client of these workspaces: one request for each. */
  client(workspaces: readonly string[]): void;
  /** Requests to the provider of clients besides those that read one. */
  clientRequests(requests: number): void;
  /** Requests to the provider of calls and notes. */
  callRequests(requests: number): void;
  /** The same, for pages of calls that the operation reads once for all fields that name them by this key. */
  sharedCallRequests(key: string, requests: number): void;
  /** Scanned calls, whether or not the response includes them. */
  scannedCalls(calls: number): void;
}

/** The provider that each source of a workspace requests. */
const PROVIDER_OF: Readonly<Record<Exclude<keyof Workspace, 'id'>, Provider>> = {
  extensions: 'voicenter',
  client: 'ringme',
  calls: 'ccrm',
};

/** Charges for the fields of one operation; adds charges for requests to `parts`. */
export function createCharges(
  parts: CostPart[],
  scannedCalls: (path: string, calls: number) => void,
): (path: string) => Charge {
  const extensionsOf = new Set<string>();
  const clientOf = new Set<string>();
  const sharedPages = new Set<string>();

  function unread(keys: readonly string[], read: Set<string>): number {
    const before = read.size;
    for (const key of keys) read.add(key);
    return read.size - before;
  }

  return (path) => {
    const add = (provider: Provider, requests: number) => {
      if (requests > 0) parts.push({ path, provider, requests });
    };
    return {
      extensions: (workspaces) => {
        add(PROVIDER_OF.extensions, unread(workspaces, extensionsOf));
      },
      client: (workspaces) => {
        add(PROVIDER_OF.client, unread(workspaces, clientOf));
      },
      clientRequests: (requests) => {
        add(PROVIDER_OF.client, requests);
      },
      callRequests: (requests) => {
        add(PROVIDER_OF.calls, requests);
      },
      sharedCallRequests: (key, requests) => {
        add(PROVIDER_OF.calls, requests * unread([key], sharedPages));
      },
      scannedCalls: (calls) => {
        scannedCalls(path, calls);
      },
    };
  };
}
