import { partiesOf, type Call } from '../../domain/call.js';
import type { Caller } from '../../domain/caller.js';
import { isSameNumber, numberKeys } from '../../domain/phone/phone-number.js';
import { requirePersonalData } from '../authorization/requires-scope.js';
import { badUserInput } from '../input/bad-user-input.js';
import { canonicalNumber } from '../../domain/phone/internal-number.js';
import { foldText } from '../../domain/text-folding.js';
import { inputFaults } from '../input/validate-input.js';
import { CallFilter } from './call.args.js';
import { criteriaOf, type GivenFilter } from './call-criteria.js';

type Condition = (call: Call) => boolean;

/**
 * The conditions of a filter; empty if every call matches. BAD_USER_INPUT for conditions that no call can meet or that
 * are too long; FORBIDDEN for a phone number if the caller may not see personal data, because a search could reveal it.
 */
export function conditionsOf(filter: GivenFilter | null | undefined, caller: Caller): readonly Condition[] {
  if (filter === null || filter === undefined) return [];
  // type-graphql doesn't validate what an argument contains.
  const [fault] = inputFaults(Object.assign(new CallFilter(), filter));
  if (fault !== undefined) throw badUserInput(['filter', ...fault.field].join('.'), fault.message);
  checkDurations(filter);
  const criteria = criteriaOf(filter) ?? {};
  const { direction, status, service, internalNumber, internalNumbers, phone, contact } = criteria;
  const { withheld, flag, hasNotes, minDurationSeconds: min, maxDurationSeconds: max } = criteria;
  const conditions: Condition[] = [];
  if (direction !== undefined) conditions.push((call) => direction.includes(call.direction));
  if (status !== undefined) conditions.push((call) => status.includes(call.status));
  if (service !== undefined) conditions.push((call) => service.includes(call.service));
  if (internalNumber !== undefined) conditions.push(withNumberOf([internalNumber], 'internalNumber'));
  if (internalNumbers !== undefined) conditions.push(withNumberOf(internalNumbers, 'internalNumbers'));
  if (phone !== undefined) conditions.push(withPhone(phone, caller));
  if (contact !== undefined) conditions.push(withContact(contact));
  if (withheld !== undefined) conditions.push((call) => isWithheld(call) === withheld);
  if (flag !== undefined) conditions.push(withFlag(flag));
  if (hasNotes !== undefined) conditions.push((call) => call.hasNotes === hasNotes);
  if (min !== undefined) conditions.push((call) => call.durationSeconds >= min);
  if (max !== undefined) conditions.push((call) => call.durationSeconds <= max);
  return conditions;
}

function withNumberOf(wanted: readonly string[], field: 'internalNumber' | 'internalNumbers'): Condition {
  const numbers = new Set(wanted.map(canonicalNumber));
  if (numbers.has('')) {
    throw badUserInput(
      `filter.${field}`,
      field === 'internalNumber' ? 'must be a number' : 'must be numbers',
    );
  }
  return ({ agents }) => agents.some((agent) => numbers.has(canonicalNumber(agent.internalNumber)));
}

function withPhone(phone: string, caller: Caller): Condition {
  requirePersonalData(caller);
  const keys = numberKeys({ formatted: phone, raw: null, country: null });
  if (keys.length === 0) throw badUserInput('filter.phone', 'must be a phone number');
  return (call) => partiesOf(call).some((party) => party.phone !== null && isSameNumber(phone, party.phone));
}

function withContact(uuid: string): Condition {
  const wanted = uuid.trim().toLowerCase();
  if (wanted === '') throw badUserInput('filter.contact', 'must be a contact’s uuid');
  return (call) => partiesOf(call).some(({ contact }) => contact?.uuid.toLowerCase() === wanted);
}

/** Whether an external call came without its caller's number. */
function isWithheld({ direction, from, externalParty }: Call): boolean {
  if (direction === 'OUTBOUND' || direction === 'INTERNAL') return false;
  return [...from, externalParty].every((party) => (party?.phone ?? null) === null);
}

function withFlag(flag: string): Condition {
  const wanted = foldText(flag);
  if (wanted.trim() === '') throw badUserInput('filter.flag', 'must be a flag’s name or uuid');
  return ({ flags }) =>
    flags.some(({ name, uuid }) => foldText(name) === wanted || foldText(uuid) === wanted);
}

function checkDurations({ minDurationSeconds, maxDurationSeconds }: GivenFilter): void {
  const min = minDurationSeconds ?? 0;
  if (min < 0) throw badUserInput('filter.minDurationSeconds', 'must be at least 0');
  if ((maxDurationSeconds ?? Infinity) < min) {
    throw badUserInput('filter.maxDurationSeconds', 'must be at least minDurationSeconds, or 0');
  }
}
