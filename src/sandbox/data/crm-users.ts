import type { WireExtension } from '../wire.js';
import { Random } from './random.js';

/** An agent of the company, as known to the CRM. */
export interface CrmUser {
  /** The internal number as ccrm sends it: leading zeros lost. */
  readonly internal: number;
  readonly firstName: string;
  readonly lastName: string;
  /** The user's uuid in the call history. */
  readonly uuid: string;
  /** The user's uuid in notes; for some people a second one. */
  readonly authorUuid: string;
}

/** One CRM user for every extension that has a user and a speed dial, in the extensions' order. */
export function crmUsers(seed: number, extensions: readonly WireExtension[]): readonly CrmUser[] {
  const random = new Random(seed, 2);
  return extensions
    .filter((extension) => extension.UserName !== '' && extension.SpeedDial !== '')
    .map((extension) => {
      const [firstName = '', lastName = ''] = String(extension.UserName).split(' ');
      const uuid = random.uuid();
      const second = random.uuid();
      const authorUuid = random.chance(30) ? second : uuid;
      return { internal: Number(extension.SpeedDial), firstName, lastName, uuid, authorUuid };
    });
}
