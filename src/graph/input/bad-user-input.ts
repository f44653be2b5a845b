import { GraphQLError } from 'graphql';

/** A BAD_USER_INPUT error that names the argument and the expected value. */
export function badUserInput(argument: string, expected: string): GraphQLError {
  return new GraphQLError(`${argument}: ${expected}`, { extensions: { code: 'BAD_USER_INPUT' } });
}
