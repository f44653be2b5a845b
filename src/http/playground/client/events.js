import { createClient } from 'graphql-sse';

/** Milliseconds: twice as many after each failure. */
const FIRST_PAUSE = 1000;
const MOST_ATTEMPTS = 6;

/**
 * The results of a subscription, and between them `{ message }` when it waits, connects again or has ended. A refused
 * subscription ends with the server's answer; one that the server can't be reached for is tried a few times.
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
          if (isWaiting) tell('The server has ended the stream.');
          controller.close();
        },
      };
      const connected = () => {
        isWaiting = true;
        tell('Connected. Waiting for the next call …');
      };
      const retry = async (failures) => {
        if (!isStopped) tell('Not connected. Trying again …');
        await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE * 2 ** failures));
      };
      const client = createClient({
        url,
        headers,
        fetchFn: fetchStream,
        retryAttempts: MOST_ATTEMPTS,
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

/** Statuses below 500 that are worth another try. */
const TEMPORARY = new Set([408, 425, 429]);

/** Trying again doesn't help a request that is refused by 4xx: its answer becomes the stream's only event. */
async function fetchStream(input, init) {
  const response = await fetch(input, init);
  const { status } = response;
  if (status < 400 || status >= 500 || TEMPORARY.has(status)) return response;
  const answer = await response.json().catch(() => null);
  const refused = { errors: [{ message: `The server refused the subscription (${status}).` }] };
  const events = `event: next\ndata: ${JSON.stringify(answer ?? refused)}\n\nevent: complete\ndata:\n\n`;
  return new Response(events, { headers: { 'content-type': 'text/event-stream' } });
}
