import { createClient } from 'graphql-sse';

/** Milliseconds before the first retry; doubles after each failure. */
const FIRST_PAUSE = 1000;
const MAX_ATTEMPTS = 6;

/**
 * The results of a subscription, with `{ message }` between them when it connects, reconnects or ends. A rejected
 * subscription ends with the server's response; an unreachable server is retried a few times.
 */
export function eventsOf(asked, { url, headers }) {
  let stop;
  let isStopped = false;
  let isWaiting = false;
  const stream = new ReadableStream({
    start(controller) {
      const tell = (message) => controller.enqueue({ message });
      const sink = {
        next(result) {
          isWaiting = false;
          controller.enqueue(result);
        },
        error(error) {
          controller.enqueue({ errors: [{ message: error.message }] });
          controller.close();
        },
        complete() {
          if (isStopped) return;
          if (isWaiting) tell('The server ended the stream.');
          controller.close();
        },
      };
      const connected = () => {
        isWaiting = true;
        tell('Connected. Waiting for the next call …');
      };
      const retry = async (failures) => {
        if (!isStopped) tell('Not connected. Retrying …');
        await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE * 2 ** failures));
      };
      const client = createClient({
        url,
        headers,
        fetchFn: fetchStream,
        retryAttempts: MAX_ATTEMPTS,
        retry,
      });
      stop = client.subscribe(asked, sink, { connected });
    },
    cancel() {
      isStopped = true;
      stop();
    },
  });
  const reader = stream.getReader();
  return {
    next: () => reader.read(),
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Statuses below 500 after which a retry is worthwhile. */
const TEMPORARY = new Set([408, 425, 429]);

/** A request that is rejected with another 4xx isn't retried: its response becomes the stream's only event. */
async function fetchStream(input, init) {
  const response = await fetch(input, init);
  const { status } = response;
  if (status < 400 || status >= 500 || TEMPORARY.has(status)) return response;
  const answer = await response.json().catch(() => null);
  const refused = { errors: [{ message: `The server rejected the subscription (${status}).` }] };
  const events = `event: next\ndata: ${JSON.stringify(answer ?? refused)}\n\nevent: complete\ndata:\n\n`;
  return new Response(events, { headers: { 'content-type': 'text/event-stream' } });
}
