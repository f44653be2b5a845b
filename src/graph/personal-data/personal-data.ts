import { defaultFieldResolver, type GraphQLField, type GraphQLFieldResolver } from 'graphql';
import { Directive, Extensions } from 'type-graphql';
import { maskedEmail, maskedName, maskedPhone } from '../../domain/masks.js';
import { requirePersonalData } from '../authorization/requires-scope.js';
import type { GraphContext } from '../loading/context.js';
import { allOf } from '../schema/all-of.js';
import { nullable, type DeclaredField, type FieldType } from '../schema/fields.js';
import { isPure, markPure } from '../schema/pure-fields.js';

const WITHOUT = 'for callers who may not see personal data.';

/** How each kind of personal data is hidden from callers who may not see it. A TEXT can't be masked reliably. */
const HIDDEN = {
  PHONE: `Masked as \`+48 *** *** 999\` ${WITHOUT}`,
  EMAIL: `Masked as \`k***@e***.com\` ${WITHOUT}`,
  NAME: `Masked as \`K***\` ${WITHOUT}`,
  TEXT: `FORBIDDEN ${WITHOUT}`,
};

type PersonalDataKind = keyof typeof HIDDEN;

const KIND_EXTENSION = 'personalData';

/**
 * Marks what a contract without personal data omits: fields of personal data, inputs that search it, and types that
 * have nothing else, with every field of these types.
 */
export const PersonalDataTag = (): PropertyDecorator & MethodDecorator & ClassDecorator =>
  Directive('@tag(name: "personal-data")');

/** Marks the resolver of a nullable field with a person's number, address, name or text. */
export function PersonalData(kind: PersonalDataKind): PropertyDecorator & MethodDecorator {
  return allOf(PersonalDataTag(), Extensions({ [KIND_EXTENSION]: kind }));
}

/** The description of a field of personal data, including how it is hidden. */
export function personalDescription(kind: PersonalDataKind, description: string): string {
  return `${description} ${HIDDEN[kind]}`;
}

/** A nullable field of personal data, by default a text. `more`: its other decorators. */
export function personal(
  kind: PersonalDataKind,
  description: string,
  type: FieldType = String,
  ...more: readonly PropertyDecorator[]
): DeclaredField<true> {
  return nullable(type, personalDescription(kind, description), PersonalData(kind), ...more);
}

const MASKS = { PHONE: maskedPhone, EMAIL: maskedEmail, NAME: maskedName };

/** Hides a field of personal data from callers who may not see it. null stays null. */
export function hidePersonalData(field: GraphQLField<unknown, GraphContext>): void {
  const kind = field.extensions[KIND_EXTENSION] as PersonalDataKind | undefined;
  if (kind === undefined) return;
  const wasPure = isPure(field);
  field.resolve = guarded(field.resolve ?? defaultFieldResolver, kind);
  if (wasPure) markPure(field);
}

function guarded(
  resolve: GraphQLFieldResolver<unknown, GraphContext>,
  kind: PersonalDataKind,
): GraphQLFieldResolver<unknown, GraphContext> {
  return (source, args, context, info) => {
    const value = resolve(source, args, context, info);
    if (context.caller.seesPersonalData || value === null) return value;
    if (kind === 'TEXT') return requirePersonalData(context.caller);
    return typeof value === 'string' ? MASKS[kind](value) : null;
  };
}
