import type { ClientChanges, GeoRestriction } from '../../domain/client.js';
import { bareInteger } from '../../json/parse-json.js';

/**
 * The body of a PUT that changes exactly these fields: absent fields are left out, null clears a field.
 * 64-bit ids are JSON numbers with every digit. Throws a RangeError if an id isn't an unsigned decimal, or a
 * list of countries is empty.
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
  switch (restriction?.mode) {
    case 'ALL':
      return '*';
    case 'LISTED':
      // An empty geo_list would mean the provider's default instead.
      if (restriction.countries.length === 0) throw new RangeError('A list without countries.');
      return restriction.countries.join(' ');
    case 'PROVIDER_DEFAULT':
      return null;
    case undefined:
      return restriction === undefined ? undefined : null;
  }
}
