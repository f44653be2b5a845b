import { validateSync, type ValidationError } from 'class-validator';
import { badUserInput } from './bad-user-input.js';

/** A fault of an input: the path of the field, the violated rule's name, and what was expected. */
export interface InputFault {
  readonly field: readonly string[];
  readonly rule: string;
  readonly message: string;
}

/** All faults of an instance of a class with class-validator rules. */
export function inputFaults(input: object): readonly InputFault[] {
  return validateSync(input, { forbidUnknownValues: false }).flatMap((error) => faultsOf(error, []));
}

/** Rejects arguments that violate a rule with a BAD_USER_INPUT error for the first violation. */
export function validateArguments(args: object | null | undefined): void {
  if (typeof args !== 'object' || args === null) return;
  const [first] = inputFaults(args);
  if (first === undefined) return;
  throw badUserInput(first.field.join('.'), first.message);
}

function faultsOf(error: ValidationError, parents: readonly string[]): readonly InputFault[] {
  const field = [...parents, error.property];
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({ field, rule, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, field))];
}
