import { Directive } from 'type-graphql';

type Decorator = PropertyDecorator & MethodDecorator;

/** Declares to routers that `first` determines the length of a connection. */
export function Paged(): Decorator {
  return Directive(
    '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)',
  );
}

/** Declares to routers that the field costs one request to a provider for each entity. */
export function RequestEach(): Decorator {
  return Directive('@cost(weight: 10)');
}
