import { ApolloLink } from '@apollo/client';
import { print } from 'graphql';
import { createClient, type Client } from 'graphql-sse';
import { Observable } from 'rxjs';

/** Carries subscriptions over server-sent events; graphql-sse connects again where a connection breaks. */
export class EventStreamLink extends ApolloLink {
  readonly #client: Client;

  constructor(url: string) {
    super();
    this.#client = createClient({ url, retryAttempts: Infinity });
  }

  override request({ query, variables, operationName }: ApolloLink.Operation): Observable<ApolloLink.Result> {
    const payload = { query: print(query), variables, ...(operationName !== undefined && { operationName }) };
    return new Observable((observer) =>
      this.#client.subscribe(payload, {
        next: ({ data, errors }) =>
          observer.next({
            ...(data !== undefined && { data }),
            ...(errors && {
              errors: errors.map((error) => ({ message: error.message, extensions: error.extensions })),
            }),
          }),
        error: (error) => observer.error(error),
        complete: () => observer.complete(),
      }),
    );
  }
}
