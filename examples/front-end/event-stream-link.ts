import { ApolloLink } from '@apollo/client';
import { print } from 'graphql';
import { createClient } from 'graphql-sse';
import { Observable, repeat, timer } from 'rxjs';
import { noteStreamState } from './stream-states.ts';

/** Milliseconds until a broken stream is reopened, doubled after each failure. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;
/** Statuses below 500 that are worth a retry. */
const TEMPORARY = new Set([408, 425, 429]);

/**
 * Carries subscriptions over server-sent events. Reopens a stream that breaks off, or that the server ends without an
 * error because it shuts down, but not one that is rejected or ends with an error. `stream-states.ts` has its state.
 */
export class EventStreamLink extends ApolloLink {
  constructor(private readonly url: string) {
    super();
  }

  override request(operation: ApolloLink.Operation): Observable<ApolloLink.Result> {
    return new Observable<ApolloLink.Result>((observer) => openStream(this.url, operation, observer)).pipe(
      repeat({ delay: () => timer(FIRST_PAUSE) }),
    );
  }
}

interface StreamObserver {
  next(result: ApolloLink.Result): void;
  error(error: unknown): void;
  complete(): void;
}

/** Keeps a stream open until it ends; returns a function that closes it. */
function openStream(
  url: string,
  { query, variables, operationName: name = '' }: ApolloLink.Operation,
  observer: StreamObserver,
): () => void {
  let refusal: Error | null = null;
  const end = (error: unknown) => {
    noteStreamState(name, { is: 'ended', reason: reasonOf(error) });
    observer.error(error);
  };
  const client = createClient({
    url,
    retryAttempts: Infinity,
    async fetchFn(input: RequestInfo, init: RequestInit) {
      const response = await fetch(input, init);
      if (isFinal(response.status)) refusal = await refusalOf(response);
      return response;
    },
    async retry(failures) {
      if (refusal !== null) throw refusal;
      noteStreamState(name, { is: 'reconnecting' });
      const pause = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE);
      await new Promise((resolve) => setTimeout(resolve, pause));
    },
  });
  let isOver = false;
  const close = client.subscribe(
    { query: print(query), variables, ...(name !== '' && { operationName: name }) },
    {
      next({ data, errors = [] }) {
        refusal = data == null && errors.length > 0 ? new Error(joined(errors)) : null;
        if (data !== undefined) observer.next({ data });
      },
      error: end,
      complete() {
        if (isOver) return;
        if (refusal !== null) return end(refusal);
        noteStreamState(name, { is: 'reconnecting' });
        observer.complete();
      },
    },
    { connected: () => noteStreamState(name, { is: 'live' }) },
  );
  return () => {
    isOver = true;
    close();
  };
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && !TEMPORARY.has(status);
}

/** The server's message, or else the status. */
async function refusalOf(response: Response): Promise<Error> {
  const answer: unknown = await response.json().catch(() => null);
  const errors =
    typeof answer === 'object' && answer !== null && 'errors' in answer && Array.isArray(answer.errors)
      ? answer.errors.filter(isGraphQLError)
      : [];
  return new Error(joined(errors) || `The server answered ${response.status} ${response.statusText}.`);
}

function isGraphQLError(error: unknown): error is { readonly message: string } {
  return (
    typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
  );
}

function joined(errors: readonly { readonly message: string }[]): string {
  return errors.map(({ message }) => message).join(' ');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The stream can’t be read.';
}
