import { Field } from 'type-graphql';

/** Declares a nullable field, argument or field of an input. */
export function Nullable(
  type: NonNullable<Parameters<typeof Field>[0]>,
  description: string,
): PropertyDecorator & MethodDecorator {
  return Field(type, { nullable: true, description });
}
