import { Directive } from 'type-graphql';

/** Declares to routers that `first` determines the length of a connection. */
export function Paged(): PropertyDecorator & MethodDecorator {
  return Directive(
    '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)',
  );
}
