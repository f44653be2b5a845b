/** Combines several decorators into one. */
export function allOf(
  ...decorators: readonly (ClassDecorator | PropertyDecorator | MethodDecorator)[]
): ClassDecorator & PropertyDecorator & MethodDecorator {
  return (target: object, name?: string | symbol, descriptor?: unknown): void => {
    for (const decorate of decorators) Reflect.apply(decorate, undefined, [target, name, descriptor]);
  };
}
