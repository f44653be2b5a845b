import { Field } from 'type-graphql';

/** A type as type-graphql names it: a class, an enum or a scalar, or a list of one. */
export type FieldType = ReturnType<NonNullable<Parameters<typeof Field>[0]>>;

export interface DeclaredField<MayBeNull extends boolean> {
  readonly nullable: MayBeNull;
  readonly decorators: readonly PropertyDecorator[];
}

/**
 * Declares the fields of a type whose values are plain data of type `Data`: one for each property, nullable if the
 * property may be null.
 */
export function Fields<Data>(fields: {
  readonly [Name in keyof Data]-?: DeclaredField<null extends Data[Name] ? true : boolean>;
}): ClassDecorator {
  return ({ prototype }: { readonly prototype: object }) => {
    for (const [name, { decorators }] of Object.entries<DeclaredField<boolean>>(fields)) {
      for (const decorate of decorators) decorate(prototype, name);
    }
  };
}

/** A field that is never null. `more`: its other decorators. */
export function required(
  type: FieldType,
  description: string,
  ...more: readonly PropertyDecorator[]
): DeclaredField<false> {
  return { nullable: false, decorators: [Field(() => type, { description }), ...more] };
}

/** A field that may be null. `more`: its other decorators. */
export function nullable(
  type: FieldType,
  description: string,
  ...more: readonly PropertyDecorator[]
): DeclaredField<true> {
  return { nullable: true, decorators: [Nullable(() => type, description), ...more] };
}

/** Declares a nullable argument, or a nullable field of a class with getters or methods. */
export function Nullable(type: () => FieldType, description: string): PropertyDecorator & MethodDecorator {
  return Field(type, { nullable: true, description });
}
