import { IsOptional, Max, Min } from 'class-validator';
import { Field, Int } from 'type-graphql';
import { MAX_PAGE } from '../relay/page.js';

/** The argument `first` of a connection: 1 to 1,000, or this number if it is left out. */
export function PageSize(defaultValue: number): PropertyDecorator {
  const decorators: readonly PropertyDecorator[] = [
    Field(() => Int, { nullable: true, defaultValue, description: 'The size of the page, from 1 to 1,000.' }),
    IsOptional(),
    Min(1, { message: 'must be at least 1' }),
    Max(MAX_PAGE, { message: 'must be at most 1,000' }),
  ];
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}
