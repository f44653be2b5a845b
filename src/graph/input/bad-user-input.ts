import { GraphQLError } from 'graphql';

/** A BAD_USER_INPUT error that names the argument and says what was expected of it. */
export function badUserInput(argument: string, expected: string): GraphQLError {
  return new GraphQLError(`${argument}: ${expected}`, { extensions: { code: 'BAD_USER_INPUT' } });
}
