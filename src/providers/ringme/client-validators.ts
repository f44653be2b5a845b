import type { Client, ClientType, GeoRestriction, GeoRestrictionMode } from '../../domain/client.js';
import {
  type Check,
  isFlag,
  isText,
  isWhole,
  listOf,
  nullOr,
  only,
  shapeOf,
  wordOf,
} from '../../upstream/redis/validators.js';

const text = nullOr(isText);
const whole = nullOr(isWhole);
const flag = nullOr(isFlag);

/** Whether a value is the client of this workspace. */
export function isClientOf(workspace: string): Check<Client> {
  return shapeOf<Client>({
    kind: only('Client'),
    workspace: only(workspace),
    clientId: isText,
    name: text,
    type: nullOr(wordOf<ClientType>({ LEGAL_ENTITY: true, INDIVIDUAL: true, UNKNOWN: true })),
    domain: text,
    domainPrefix: text,
    prefix: text,
    email: text,
    contactPersons: text,
    contactPhones: text,
    createdAtLocal: text,
    legalAddress: text,
    actualAddress: text,
    language: text,
    timezone: text,
    extensionLength: whole,
    presenceEnabled: flag,
    recordFormat: text,
    recordStereo: flag,
    registrationLogEnabled: flag,
    holdMusicId: text,
    dialRuleId: text,
    sipNetworkPermissionId: text,
    diskSpaceNotifyEmail: text,
    diskSpaceNotifyThreshold: whole,
    geoRestriction: shapeOf<GeoRestriction>({
      mode: wordOf<GeoRestrictionMode>({ PROVIDER_DEFAULT: true, ALL: true, LISTED: true }),
      countries: listOf(isText),
    }),
    shortLocalCallerId: text,
    didAsTransferCallerId: text,
    extraParams: text,
  });
}
