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
        add('voicenter', unread(workspaces, extensionsOf));
      },
      client: (workspaces) => {
        add('ringme', unread(workspaces, clientOf));
      },
      clientRequests: (requests) => {
        add('ringme', requests);
      },
      callRequests: (requests) => {
        add('ccrm', requests);
      },
      sharedCallRequests: (key, requests) => {
        add('ccrm', requests * unread([key], sharedPages));
      },
      scannedCalls: (calls) => {
        scannedCalls(path, calls);
      },
    };
  };
}
