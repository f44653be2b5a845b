import { Directive, Extensions } from 'type-graphql';
import { allOf } from '../schema/all-of.js';

/**
 * The kinds of personal data. For callers who may not see personal data, the first three are masked;
 * a TEXT can't be masked reliably and fails with FORBIDDEN.
 */
export const PERSONAL_DATA = ['PHONE', 'EMAIL', 'NAME', 'TEXT'] as const;

export type PersonalDataKind = (typeof PERSONAL_DATA)[number];

/** The name of the field extension that contains its kind. */
export const PERSONAL_DATA_EXTENSION = 'personalData';

/**
 * Marks what a contract without personal data omits: fields of personal data, inputs that search it, and types that
 * have nothing else, with every field of these types.
 */
export const PersonalDataTag = (): PropertyDecorator & MethodDecorator & ClassDecorator =>
  Directive('@tag(name: "personal-data")');

/** Marks a nullable field with a person's number, address, name or text. */
export function PersonalData(kind: PersonalDataKind): PropertyDecorator & MethodDecorator {
  return allOf(PersonalDataTag(), Extensions({ [PERSONAL_DATA_EXTENSION]: kind }));
}
