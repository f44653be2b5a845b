import type { Sandbox } from '../../src/sandbox/sandbox.js';

/** How many requests reached each of the sandbox's resources since its log was cleared; a resource without any is absent. */
export function upstreamRequests({ requests }: Sandbox): Readonly<Record<string, number>> {
  const routes = Map.groupBy(requests, ({ route }) => route);
  return Object.fromEntries([...routes].map(([route, { length }]) => [route, length]));
}
