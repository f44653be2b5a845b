/*
 * Prints the calls of the last 24 hours, newest first, page by page. Start a server first: npm start.
 * Usage: node examples/scripts/query.mjs [URL] [API KEY]
 */
const [url = 'http://127.0.0.1:4000/graphql', key] = process.argv.slice(2);

const query = `query Calls($from: DateTime!, $to: DateTime!, $after: String) {
  calls(from: $from, to: $to, first: 50, after: $after) {
    nodes { startedAt direction status durationSeconds }
    pageInfo { hasNextPage endCursor }
  }
}`;

const to = new Date();
const from = new Date(to.getTime() - 24 * 60 * 60 * 1000);

for (let after = null, more = true; more;) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { 'x-api-key': key }) },
    body: JSON.stringify({ query, variables: { from, to, after } }),
  });
  const { data, errors } = await response.json();
  // A response may have both data and errors: values that a provider couldn't return are null.
  if (errors && !data?.calls) throw new Error(errors[0].message);
  if (!data?.calls) throw new Error('This workspace has no call history.');
  const { nodes, pageInfo } = data.calls;
  for (const call of nodes)
    console.log(call.startedAt, call.direction, call.status, `${call.durationSeconds} s`);
  more = pageInfo.hasNextPage;
  after = pageInfo.endCursor;
}
