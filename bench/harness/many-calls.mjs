import { createServer } from 'node:http';

/*
 * A call history of COUNT calls, one every ten seconds of local time from FIRST on, newest first, 1,000 per page. Stores
 * nothing: calls are written on demand.
 */

const { COUNT, FIRST } = process.env;
const PAGE = 1000;
const STEP_MS = 10_000;
const first = wallClock(FIRST);
const count = Number(COUNT);

const rest = JSON.stringify({
  to: { type: 'unknown', number: '+48 22 555 01 07', numberNotFormatted: 48225550107 },
  from: { type: 'unknown', number: '+48 601 234 567', numberNotFormatted: 48601234567 },
  userTalk: { status: 'queue', receivers: [{ internal: 107, firstName: 'Jan', lastName: 'Kowalski' }] },
  callDirection: 'IN',
  duration: 61,
  destination: 'Połączenie Przychodzące',
  cost: 0,
  service: 'CALL',
  smsData: null,
  note: 0,
  externalNumber: { numberNotFormatted: 48601234567, numberFormatted: '+48 601 234 567', type: 'unknown' },
  flags: [],
  status: 'ANSWERED',
}).slice(1);

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url, 'http://127.0.0.1');
  const from = Math.max(0, Math.ceil((wallClock(searchParams.get('dateFrom')) - first) / STEP_MS));
  const to = Math.min(count - 1, Math.floor((wallClock(searchParams.get('dateTo')) - first) / STEP_MS));
  const newest = to - (Number(searchParams.get('page') ?? 1) - 1) * PAGE;
  const records = [];
  for (let index = newest; index >= from && records.length < PAGE; index -= 1) records.push(record(index));
  const totalCount = Math.max(0, to - from + 1);
  response.setHeader('content-type', 'application/json');
  response.end(
    `{"success":true,"data":[${records.join(',')}],"otherData":{"totalCount":${totalCount}},"message":"OK"}`,
  );
});

server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));

function record(index) {
  const uuid = `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  const callDate = new Date(first + index * STEP_MS).toISOString().slice(0, 19).replace('T', ' ');
  return `{"uuid":"${uuid}","callDate":"${callDate}",${rest}`;
}

function wallClock(local) {
  return Date.parse(`${local.replace(' ', 'T')}Z`);
}
