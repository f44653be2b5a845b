import { createServer } from 'node:http';
import { callRecord, callStarts, firstFrom, noteRecords } from './archived-history.mjs';

/*
 * ccrm.pl with the same CALLS calls and NOTES notes up to END as the archive, newest first, 1,000 per page. Replies to the
 * message 'requests' with the paths of the requests since the last such message.
 */

const [calls, notes, end] = [process.env.CALLS, process.env.NOTES, process.env.END].map(Number);
const PAGE = 1000;
const size = { calls, notes };
const starts = callStarts(calls, end);
let requests = [];

const server = createServer((request, response) => {
  requests.push(request.url);
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(pathname.endsWith('/notes') ? notesOf(searchParams) : page(searchParams)));
});

server.listen(Number(process.env.PROVIDER_PORT ?? 0), '127.0.0.1', () =>
  process.send?.(`http://127.0.0.1:${server.address().port}/ccrm/publicApi`),
);
process.on('message', () => {
  process.send(requests);
  requests = [];
});

function page(parameters) {
  const from = firstFrom(starts, instantOf(parameters.get('dateFrom')));
  const to = firstFrom(starts, instantOf(parameters.get('dateTo')) + 1);
  const newest = to - (Number(parameters.get('page') ?? 1) - 1) * PAGE;
  const data = [];
  for (let index = newest - 1; index >= from && data.length < PAGE; index -= 1) {
    data.push(callRecord(index, starts[index], size));
  }
  return { success: true, data, otherData: { totalCount: to - from }, message: 'OK' };
}

function notesOf(parameters) {
  const index = Number.parseInt(parameters.get('callHistory').slice(-12), 16);
  return { success: true, data: noteRecords(index, starts[index], size), message: 'OK' };
}

function instantOf(local) {
  return Date.parse(`${local.replace(' ', 'T')}Z`);
}
