import { partiesOf, type Call } from '../../domain/call.js';
import type { Caller } from '../../domain/caller.js';
import { isSameNumber, significantDigits } from '../../domain/phone/phone-number.js';
import { requirePersonalData } from '../authorization/requires-scope.js';
import { badUserInput } from '../input/bad-user-input.js';
import { canonicalNumber } from '../../domain/phone/internal-number.js';
import { foldText } from '../../domain/text-folding.js';
import { inputFaults } from '../input/validate-input.js';
import { CallFilter } from './call.args.js';
import { narrowingValue } from './narrowing-filter.js';

type Condition = (call: Call) => boolean;

/**
 * The conditions of a filter; empty if every call matches. BAD_USER_INPUT for conditions that no call can meet or that
 * are too long; FORBIDDEN for a phone number if the caller may not see personal data, because a search could reveal it.
 */
export function conditionsOf(filter: CallFilter | null | undefined, caller: Caller): readonly Condition[] {
  if (filter === null || filter === undefined) return [];
  // Nothing else validates a subscription's arguments.
  const [fault] = inputFaults(Object.assign(new CallFilter(), filter));
  if (fault !== undefined) throw badUserInput(['filter', ...fault.field].join('.'), fault.message);
  checkDurations(filter);
  const when = <Field extends keyof CallFilter>(
    field: Field,
    conditionOf: (value: NonNullable<CallFilter[Field]>) => Condition,
  ): readonly Condition[] => {
    const value = narrowingValue(filter, field);
    return value === null ? [] : [conditionOf(value)];
  };
  return [
    ...when('direction', (wanted) => (call) => wanted.includes(call.direction)),
    ...when('status', (wanted) => (call) => wanted.includes(call.status)),
    ...when('service', (wanted) => (call) => wanted.includes(call.service)),
    ...when('internalNumber', (number) => withNumberOf([number], 'internalNumber')),
    ...when('internalNumbers', (numbers) => withNumberOf(numbers, 'internalNumbers')),
    ...when('phone', (wanted) => withPhone(wanted, caller)),
    ...when('contact', withContact),
    ...when('withheld', (wanted) => (call) => isWithheld(call) === wanted),
    ...when('flag', withFlag),
    ...when('hasNotes', (wanted) => (call) => call.hasNotes === wanted),
    ...when('minDurationSeconds', (min) => (call) => call.durationSeconds >= min),
    ...when('maxDurationSeconds', (max) => (call) => call.durationSeconds <= max),
  ];
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
  if (significantDigits(phone) === '') throw badUserInput('filter.phone', 'must be a phone number');
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

function checkDurations({ minDurationSeconds, maxDurationSeconds }: CallFilter): void {
  const min = minDurationSeconds ?? 0;
  if (min < 0) throw badUserInput('filter.minDurationSeconds', 'must be at least 0');
  if ((maxDurationSeconds ?? Infinity) < min) {
    throw badUserInput('filter.maxDurationSeconds', 'must be at least minDurationSeconds, or 0');
  }
}
