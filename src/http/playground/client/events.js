import { createClient } from 'graphql-sse';

/**
 * The results of a subscription, and between them `{ message }` when it waits, connects again or has ended. A refused
 * subscription ends with the server's answer.
 */
export function eventsOf(asked, { url, headers }) {
  let stop;
  let isWaiting = false;
  const stream = new ReadableStream({
    start(controller) {
      const tell = (message) => controller.enqueue({ message });
      const sink = {
        next(result) {
          isWaiting = false;
          controller.enqueue(result);
        },
        error: (error) => controller.error(error),
        complete() {
          if (isWaiting) tell('The server has ended the stream.');
          controller.close();
        },
      };
      stop = createClient({ url, headers, fetchFn: fetchStream }).subscribe(asked, sink, {
        connecting: (again) => again && tell('The connection is lost. Connecting again …'),
        connected() {
          isWaiting = true;
          tell('Connected. Waiting for the next call …');
        },
      });
    },
    cancel: () => stop(),
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

/** Trying again doesn't help a request that is refused by 4xx: its answer becomes the stream's only event. */
async function fetchStream(input, init) {
  const response = await fetch(input, init);
  if (response.status < 400 || response.status >= 500 || response.status === 429) return response;
  const answer = await response.json().catch(() => null);
  const refused = { errors: [{ message: `The server refused the subscription (${response.status}).` }] };
  const events = `event: next\ndata: ${JSON.stringify(answer ?? refused)}\n\nevent: complete\ndata:\n\n`;
  return new Response(events, { headers: { 'content-type': 'text/event-stream' } });
}
