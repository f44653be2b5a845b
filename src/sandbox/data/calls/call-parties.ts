import type { Contact } from '../contacts.js';
import type { CrmUser } from '../crm-users.js';
import { oddDigits } from '../odd-forms.js';
import { OWN_LINES } from '../phone-numbers.js';
import type { Random } from '../random.js';

/** An element of `userTalk.receivers`; the user is sometimes missing. */
export function receiver(random: Random, agent: CrmUser | number): Record<string, unknown> {
  if (typeof agent === 'number') return { internal: agent };
  const { internal, uuid, firstName, lastName } = agent;
  return random.chance(97) ? { internal, uuid, firstName, lastName } : { internal };
}

/** A party as in the documented table of callers; unknown fields are absent. */
export function party(random: Random, contact: Contact): Record<string, unknown> {
  const number = {
    number: contact.number.formatted,
    numberNotFormatted: oddDigits(random, contact.number.digits),
  };
  if (contact.type === 'unknown') return { type: 'unknown', ...number };
  if (contact.type === 'organisation') {
    return { type: 'organisation', uuid: contact.uuid, name: contact.name, ...number };
  }
  const { uuid, firstName, lastName } = contact;
  const avatar = contact.avatar === null ? {} : { avatar: contact.avatar };
  return { type: 'person', uuid, firstName, lastName, ...avatar, ...number };
}

/** The company's side of an external call. */
export function ownLine(random: Random): Record<string, unknown> {
  return party(random, { type: 'unknown', number: random.pick(OWN_LINES) });
}

/** A colleague as a party: an internal number. */
export function insideParty(random: Random, agent: CrmUser | number): Record<string, unknown> {
  const digits = String(typeof agent === 'number' ? agent : agent.internal);
  return { type: 'unknown', number: digits, numberNotFormatted: oddDigits(random, digits) };
}

/** The call history's `externalNumber`. */
export function externalNumber(random: Random, { number, type }: Contact): Record<string, unknown> {
  return { numberNotFormatted: oddDigits(random, number.digits), numberFormatted: number.formatted, type };
}
