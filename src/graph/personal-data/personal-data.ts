import { Directive, Extensions } from 'type-graphql';

/**
 * What a personal value is. To callers who may not see personal data the first three are masked;
 * a TEXT, which nobody can mask without reading it, is refused.
 */
export const PERSONAL_DATA = ['PHONE', 'EMAIL', 'NAME', 'TEXT'] as const;

export type PersonalDataKind = (typeof PERSONAL_DATA)[number];

/** The name in a field's extensions under which its kind stands. */
export const PERSONAL_DATA_EXTENSION = 'personalData';

/** A nullable field with a person's number, address, name or words. A tag tells contracts to leave it out. */
export function PersonalData(kind: PersonalDataKind): PropertyDecorator & MethodDecorator {
  const decorators = [
    Directive('@tag(name: "personal-data")'),
    Extensions({ [PERSONAL_DATA_EXTENSION]: kind }),
  ];
  return (target: object, name: string | symbol, descriptor?: unknown): void => {
    for (const decorate of decorators) Reflect.apply(decorate, undefined, [target, name, descriptor]);
  };
}
