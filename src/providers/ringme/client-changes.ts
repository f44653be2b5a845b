import type { Client, ClientChanges, GeoRestriction } from '../../domain/client.js';
import { bareInteger } from '../../json/parse-json.js';

/**
 * The body of a PUT that changes exactly these fields: absent fields are omitted, null clears a field. 64-bit ids are
 * JSON numbers with every digit. Throws a RangeError if an id isn't an unsigned decimal, or a list of countries is
 * empty.
 */
export function encodeChanges(changes: ClientChanges): string {
  return JSON.stringify({
    dial_rule_id: encodeId(changes.dialRuleId),
    disk_space_notify_email: changes.diskSpaceNotifyEmail,
    disk_space_notify_threshold: changes.diskSpaceNotifyThreshold,
    geo_list: encodeGeoRestriction(changes.geoRestriction),
    hold_music: encodeId(changes.holdMusicId),
    sip_network_permission_id: encodeId(changes.sipNetworkPermissionId),
    timezone: changes.timezone,
  });
}

// JSON.stringify leaves out undefined fields.
function encodeId(id: string | null | undefined): unknown {
  return typeof id === 'string' ? bareInteger(id) : id;
}

function encodeGeoRestriction(restriction: GeoRestriction | null | undefined): string | null | undefined {
  if (restriction?.mode === 'ALL') return '*';
  if (restriction?.mode !== 'LISTED') return restriction && null;
  // An empty geo_list would mean the provider's default instead.
  if (restriction.countries.length === 0) throw new RangeError('The list of countries is empty.');
  return restriction.countries.join(' ');
}

/**
 * Whether a client has every requested value, regardless of case and surrounding spaces. A cleared geo restriction
 * equals the provider's default.
 */
export function isApplied(changes: ClientChanges, client: Client): boolean {
  const { geoRestriction, ...fields } = changes;
  const actualRestriction = client.geoRestriction;
  const requested = Object.entries({ ...fields, ...ids(changes) });
  const actual = new Map<string, unknown>(Object.entries({ ...client, ...ids(client) }));
  return (
    requested.every(([field, value]) => value === undefined || folded(value) === folded(actual.get(field))) &&
    (geoRestriction === undefined ||
      (actualRestriction !== null && restrictionKey(geoRestriction) === restrictionKey(actualRestriction)))
  );
}

function folded(value: unknown): unknown {
  return typeof value === 'string' ? value.trim().toLowerCase() : value;
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

function restrictionKey(restriction: GeoRestriction | null): string {
  const { mode, countries } = restriction ?? { mode: 'PROVIDER_DEFAULT', countries: [] };
  return [mode, ...[...countries].sort()].join(' ');
}
