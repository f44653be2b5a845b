import type { Client, ClientChanges, GeoRestriction } from '../../domain/client.js';

/** Whether a client has every requested value. A cleared geo restriction equals the provider's default. */
export function isApplied(changes: ClientChanges, client: Client): boolean {
  const { geoRestriction, ...fields } = changes;
  const asked = Object.entries({ ...fields, ...ids(changes) });
  const actual = new Map<string, unknown>(Object.entries({ ...client, ...ids(client) }));
  return (
    asked.every(([field, value]) => value === undefined || value === actual.get(field)) &&
    (geoRestriction === undefined || isSameRestriction(geoRestriction, client.geoRestriction))
  );
}

/** The 64-bit ids without leading zeros. */
function ids({ dialRuleId, holdMusicId, sipNetworkPermissionId }: ClientChanges) {
  const plain = (id: string | null | undefined) => (typeof id === 'string' ? String(BigInt(id)) : id);
  return {
    dialRuleId: plain(dialRuleId),
    holdMusicId: plain(holdMusicId),
    sipNetworkPermissionId: plain(sipNetworkPermissionId),
  };
}

function isSameRestriction(asked: GeoRestriction | null, actual: GeoRestriction | null): boolean {
  return actual !== null && restrictionKey(asked) === restrictionKey(actual);
}

function restrictionKey(restriction: GeoRestriction | null): string {
  const { mode, countries } = restriction ?? { mode: 'PROVIDER_DEFAULT', countries: [] };
  return [mode, ...[...countries].sort()].join(' ');
}
