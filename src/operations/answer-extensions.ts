import type { ApolloServerPlugin } from '@apollo/server';
import type { ServerContext } from './operation-context.js';

/**
 * The `extensions` that describe a response's data: `stale`, each stale resource once with its greatest age, and
 * `archive: { asOf }` in RFC 3339, if any data come from the archive. null if neither applies.
 */
export function answerExtensions({
  stale,
  archive: { asOf },
}: Pick<ServerContext, 'stale' | 'archive'>): Readonly<Record<string, unknown>> | null {
  if (stale.size === 0 && asOf === null) return null;
  return {
    ...(stale.size > 0 && { stale: [...stale.values()] }),
    ...(asOf !== null && { archive: { asOf: new Date(asOf).toISOString() } }),
  };
}

/** Adds `answerExtensions`, and the errors reported beside the data, to Apollo's responses. */
export function tellBesideData(): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ contextValue, response: { body } }) {
          if (body.kind !== 'single') return Promise.resolve();
          const { singleResult } = body;
          const errors = contextValue.reported.map((error) => error.toJSON());
          if (errors.length > 0) singleResult.errors = [...(singleResult.errors ?? []), ...errors];
          const extensions = answerExtensions(contextValue);
          if (extensions !== null) singleResult.extensions = { ...singleResult.extensions, ...extensions };
          return Promise.resolve();
        },
      }),
  };
}
