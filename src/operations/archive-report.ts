import type { ApolloServerPlugin } from '@apollo/server';
import type { ArchiveReport, ServerContext } from './operation-context.js';

/** Adds to an answer as of when its archived part is (`extensions.archive`), and the errors reported beside its data. */
export function archiveReport(): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ contextValue: { archive, reported }, response: { body } }) {
          if (reported.length > 0 && body.kind === 'single') {
            const errors = reported.map((error) => error.toJSON());
            body.singleResult.errors = [...(body.singleResult.errors ?? []), ...errors];
          }
          if (archive.asOf !== null && body.kind === 'single') {
            body.singleResult.extensions = { ...body.singleResult.extensions, ...archiveExtension(archive) };
          }
          return Promise.resolve();
        },
      }),
  };
}

/** `archive: { asOf }` in RFC 3339; nothing if the archive wasn’t used. */
export function archiveExtension({ asOf }: ArchiveReport): Readonly<Record<string, unknown>> {
  return asOf === null ? {} : { archive: { asOf: new Date(asOf).toISOString() } };
}
