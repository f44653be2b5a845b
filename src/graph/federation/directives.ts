import { Directive } from 'type-graphql';

type Decorator = PropertyDecorator & MethodDecorator;

/** Tells a router that a connection is as long as its `first` says. */
export function Paged(): Decorator {
  return Directive(
    '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)',
  );
}

/** Tells a router that the field costs a request to a provider for every entity that it is asked of. */
export function RequestEach(): Decorator {
  return Directive('@cost(weight: 10)');
}
