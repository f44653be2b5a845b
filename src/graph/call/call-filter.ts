import type { Call } from '../../domain/call.js';
import type { Caller } from '../../domain/caller.js';
import { isSameNumber, significantDigits } from '../../domain/phone-number.js';
import { requirePersonalData } from '../authorization/requires-scope.js';
import { badUserInput } from '../bad-user-input.js';
import { canonicalNumber } from '../extension/extension-directory.js';
import { foldText } from '../../domain/text-folding.js';
import { inputFaults } from '../validate-input.js';
import { CallFilter } from './call.args.js';

type Condition = (call: Call) => boolean;

/**
 * The conditions of a filter, none for no filter. BAD_USER_INPUT for conditions that no call can meet or that are too long; FORBIDDEN for
 * a phone number of a caller who may not see them, and could guess masked ones in this way.
 */
export function conditionsOf(filter: CallFilter | null | undefined, caller: Caller): readonly Condition[] {
  if (filter === null || filter === undefined) return [];
  // A subscription's arguments are validated by nothing else.
  const [fault] = inputFaults(Object.assign(new CallFilter(), filter));
  if (fault !== undefined) throw badUserInput(['filter', ...fault.field].join('.'), fault.message);
  const { direction, status, service, internalNumber, phone, flag, hasNotes } = filter;
  return [
    ...oneOf(direction, (call) => call.direction),
    ...oneOf(status, (call) => call.status),
    ...oneOf(service, (call) => call.service),
    ...when(internalNumber, withInternalNumber),
    ...when(phone, (wanted) => withPhone(wanted, caller)),
    ...when(flag, withFlag),
    ...when(hasNotes, (wanted) => (call) => call.hasNotes === wanted),
    ...withDuration(filter),
  ];
}

function oneOf<T>(values: readonly T[] | null | undefined, valueOf: (call: Call) => T): readonly Condition[] {
  if (values === null || values === undefined || values.length === 0) return [];
  return [(call) => values.includes(valueOf(call))];
}

function when<T>(value: T | null | undefined, condition: (value: T) => Condition): readonly Condition[] {
  return value === null || value === undefined ? [] : [condition(value)];
}

function withInternalNumber(internalNumber: string): Condition {
  const number = canonicalNumber(internalNumber);
  if (number === '') throw badUserInput('filter.internalNumber', 'must be a number');
  return ({ agents }) => agents.some((agent) => canonicalNumber(agent.internalNumber) === number);
}

function withPhone(phone: string, caller: Caller): Condition {
  requirePersonalData(caller);
  if (significantDigits(phone) === '') throw badUserInput('filter.phone', 'must be a phone number');
  return ({ from, to, externalParty }) =>
    [...from, ...to, externalParty].some((party) => party?.phone != null && isSameNumber(phone, party.phone));
}

function withFlag(flag: string): Condition {
  const wanted = foldText(flag);
  return ({ flags }) =>
    flags.some(({ name, uuid }) => foldText(name) === wanted || foldText(uuid) === wanted);
}

function withDuration({ minDurationSeconds, maxDurationSeconds }: CallFilter): readonly Condition[] {
  const min = minDurationSeconds ?? 0;
  const max = maxDurationSeconds ?? Infinity;
  if (min < 0) throw badUserInput('filter.minDurationSeconds', 'must be at least 0');
  if (max < min) throw badUserInput('filter.maxDurationSeconds', 'must be at least minDurationSeconds, or 0');
  if (min === 0 && max === Infinity) return [];
  return [({ durationSeconds }) => durationSeconds >= min && durationSeconds <= max];
}
