import {
  defaultFieldResolver,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { requirePersonalData } from '../authorization/requires-scope.js';
import type { GraphContext } from '../loading/context.js';
import { isPure, markPure } from '../schema/pure-fields.js';
import { maskedEmail, maskedName, maskedPhone } from '../../domain/masks.js';
import { PERSONAL_DATA, PERSONAL_DATA_EXTENSION, type PersonalDataKind } from './personal-data.js';

const MASKS = { PHONE: maskedPhone, EMAIL: maskedEmail, NAME: maskedName };

const WITHOUT = 'for callers who may not see personal data.';
const DESCRIPTIONS: { readonly [Kind in PersonalDataKind]: string } = {
  PHONE: `Masked as \`+48 *** *** 999\` ${WITHOUT}`,
  EMAIL: `Masked as \`k***@e***.com\` ${WITHOUT}`,
  NAME: `Masked as \`K***\` ${WITHOUT}`,
  TEXT: `FORBIDDEN ${WITHOUT}`,
};

/** Hides every field of personal data, on any path, from callers who may not see it. null stays null. */
export function hidePersonalData(schema: GraphQLSchema): void {
  for (const [field, kind] of personalFields(schema)) {
    const wasPure = isPure(field);
    field.resolve = guarded(field.resolve ?? defaultFieldResolver, kind);
    if (wasPure) markPure(field);
  }
}

/** Adds to the description of every field of personal data how it is hidden from callers who may not see it. */
export function describePersonalData(schema: GraphQLSchema): void {
  for (const [field, kind] of personalFields(schema)) {
    field.description = `${field.description ?? ''} ${DESCRIPTIONS[kind]}`;
  }
}

type Field = GraphQLField<unknown, GraphContext>;

function personalFields(schema: GraphQLSchema): readonly (readonly [Field, PersonalDataKind])[] {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return types.flatMap((type) =>
    Object.values(type.getFields()).flatMap((field: Field) => {
      const kind = kindOf(field);
      return kind === undefined ? [] : [[field, kind] as const];
    }),
  );
}

function kindOf({ extensions }: Field): PersonalDataKind | undefined {
  return PERSONAL_DATA.find((kind) => kind === extensions[PERSONAL_DATA_EXTENSION]);
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
