import type { ApolloServerPlugin } from '@apollo/server';
import type { StaleAnswer } from '../domain/operation/stale.js';
import type { ServerContext } from './operation-context.js';

/** Says in an answer's `extensions.stale` what of it is stale, each thing once with its greatest age. */
export function staleAnswers(): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ contextValue: { stale }, response: { body } }) {
          if (stale.length > 0 && body.kind === 'single') {
            body.singleResult.extensions = { ...body.singleResult.extensions, stale: oldestOfEach(stale) };
          }
          return Promise.resolve();
        },
      }),
  };
}

/** Each stale thing once, with its greatest age. */
export function oldestOfEach(stale: readonly StaleAnswer[]): readonly StaleAnswer[] {
  const oldest = new Map<string, StaleAnswer>();
  for (const answer of stale) {
    const key = `${answer.provider} ${answer.workspace} ${answer.type}`;
    if (answer.ageSeconds >= (oldest.get(key)?.ageSeconds ?? 0)) oldest.set(key, answer);
  }
  return [...oldest.values()];
}
