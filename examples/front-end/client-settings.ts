import { graphql } from './generated/gql.ts';
import type {
  ClientSettingsFragment,
  GeoRestrictionInput,
  GeoRestrictionMode,
  UpdateClientInput,
} from './generated/graphql.ts';

export const ClientSettings = graphql(`
  fragment ClientSettings on Client {
    id
    timezone
    dialRuleId
    holdMusicId
    sipNetworkPermissionId
    diskSpaceNotifyEmail
    diskSpaceNotifyThreshold
    geoRestriction {
      mode
      countries
    }
  }
`);

/** The texts in the form's fields. */
export interface SettingsTexts {
  readonly timezone: string;
  readonly dialRuleId: string;
  readonly holdMusicId: string;
  readonly sipNetworkPermissionId: string;
  readonly diskSpaceNotifyEmail: string;
  readonly diskSpaceNotifyThreshold: string;
  readonly mode: GeoRestrictionMode;
  /** Separated by blanks or commas. */
  readonly countries: string;
}

/** A client's settings as texts. */
export function textsOf({ geoRestriction, ...client }: ClientSettingsFragment): SettingsTexts {
  return {
    timezone: client.timezone ?? '',
    dialRuleId: client.dialRuleId ?? '',
    holdMusicId: client.holdMusicId ?? '',
    sipNetworkPermissionId: client.sipNetworkPermissionId ?? '',
    diskSpaceNotifyEmail: client.diskSpaceNotifyEmail ?? '',
    diskSpaceNotifyThreshold: client.diskSpaceNotifyThreshold?.toString() ?? '',
    mode: geoRestriction.mode,
    countries: geoRestriction.countries.join(', '),
  };
}

const TEXTS = [
  'timezone',
  'dialRuleId',
  'holdMusicId',
  'sipNetworkPermissionId',
  'diskSpaceNotifyEmail',
] as const;

/** The changes to send: only changed fields; an emptied text becomes null, which clears the setting. */
export function changesOf(before: SettingsTexts, after: SettingsTexts): UpdateClientInput {
  const texts = TEXTS.filter((name) => before[name] !== after[name]).map(
    (name) => [name, after[name].trim() || null] as const,
  );
  const threshold = after.diskSpaceNotifyThreshold;
  const isRestrictionChanged = before.mode !== after.mode || before.countries !== after.countries;
  return {
    ...Object.fromEntries(texts),
    ...(threshold !== before.diskSpaceNotifyThreshold && {
      diskSpaceNotifyThreshold: threshold === '' ? null : Number(threshold),
    }),
    ...(isRestrictionChanged && { geoRestriction: restrictionOf(after) }),
  };
}

function restrictionOf({ mode, countries }: SettingsTexts): GeoRestrictionInput {
  const codes = countries.split(/[\s,]+/).filter((code) => code !== '');
  return mode === 'LISTED' ? { mode, countries: codes } : { mode };
}
