import { IsOptional, Max, Min } from 'class-validator';
import { Field, Int } from 'type-graphql';
import { allOf } from '../schema/all-of.js';

/** The number of edges of a page if `first` is omitted, and the maximum. */
export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 1000;

/** The argument `first` of a connection: 1 to 1,000; `defaultValue` if omitted. */
export function PageSize(defaultValue: number): PropertyDecorator {
  return allOf(
    Field(() => Int, { nullable: true, defaultValue, description: 'The size of the page, from 1 to 1,000.' }),
    IsOptional(),
    Min(1, { message: 'must be at least 1' }),
    Max(MAX_PAGE, { message: 'must be at most 1,000' }),
  );
}
