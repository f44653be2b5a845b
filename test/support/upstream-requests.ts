import type { Sandbox } from '../../src/sandbox/sandbox.js';

/** The number of requests to each of the sandbox's resources since its log was cleared; zeros are omitted. */
export function upstreamRequests({ requests }: Sandbox): Readonly<Record<string, number>> {
  const routes = Map.groupBy(requests, ({ route }) => route);
  return Object.fromEntries([...routes].map(([route, { length }]) => [route, length]));
}
