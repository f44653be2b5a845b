/*
 * Prints every new call as it arrives, from an event stream (text/event-stream), with fetch only. Start a server
 * first: npm start.
 * Usage: node examples/scripts/subscribe.mjs [URL] [API KEY]
 */
const [url = 'http://127.0.0.1:4000/graphql', key] = process.argv.slice(2);

const response = await fetch(url, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...(key && { 'x-api-key': key }),
  },
  body: JSON.stringify({ query: 'subscription { callAdded { startedAt direction durationSeconds } }' }),
});
if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);

let buffered = '';
for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
  const events = (buffered + text).split('\n\n');
  buffered = events.pop() ?? '';
  for (const event of events) {
    const line = event.split('\n').find((each) => each.startsWith('data: '));
    if (!event.startsWith('event: next') || line === undefined) continue;
    const { data, errors } = JSON.parse(line.slice('data: '.length));
    if (errors) throw new Error(errors[0].message);
    const { startedAt, direction, durationSeconds } = data.callAdded;
    console.log(startedAt, direction, `${durationSeconds} s`);
  }
}
throw new Error('The server ended the stream.');
