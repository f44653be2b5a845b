import { createServer } from 'node:http';

/*
 * A hand-written server on an archive's tables: node:http, plain SQL in node:sqlite or pg, and the requested fields from
 * the records. Ignores coverage, the last hour, permissions and the filter's finer rules.
 */

const { ARCHIVE_URL } = process.env;
const query = ARCHIVE_URL.startsWith('sqlite:') ? await openSqlite() : await openPostgres();
const [{ id: ACCOUNT }] = await query('select id from accounts', []);
const PAGE = 51;

const QUESTIONS = {
  uuids: async ({ uuids }) =>
    callsIn(
      await query(
        `select record, started_at from calls where account = ${ACCOUNT} and uuid in (${uuids.map((_, index) => `$${index + 1}`)})`,
        uuids,
      ),
    ),
  phone: async ({ phone }) =>
    callsIn(
      await query(
        `select record, call_keys.started_at from call_keys join calls on calls.id = call_keys.call
         where call_keys.account = ${ACCOUNT} and key = $1 order by call_keys.started_at desc limit ${PAGE}`,
        [`phone:${phone.replaceAll(/\D/g, '').slice(-7)}`],
      ),
    ),
  range: async ({ from, to }) =>
    callsIn(
      await query(
        `select record, started_at from calls where account = ${ACCOUNT} and started_at >= $1 and started_at < $2
         order by started_at desc, uuid desc limit ${PAGE}`,
        [Date.parse(from), Date.parse(to)],
      ),
    ),
  days: async ({ from, to }) =>
    query(
      `select started_at / 86400000 as day, count(*) as calls, sum(case status when 'ANSWERED' then 1 else 0 end) as answered,
         avg(duration) as mean, max(duration) as longest
       from calls where account = ${ACCOUNT} and started_at >= $1 and started_at < $2 group by 1 order by 1`,
      [Date.parse(from), Date.parse(to)],
    ),
  directions: async ({ from, to }) =>
    query(
      `select direction, count(*) as calls from calls where account = ${ACCOUNT} and started_at >= $1 and started_at < $2
       group by direction`,
      [Date.parse(from), Date.parse(to)],
    ),
  notes: async ({ search }) => {
    const words = search
      .toLowerCase()
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll('ł', 'l')
      .split(' ');
    const isSqlite = ARCHIVE_URL.startsWith('sqlite:');
    const rows = await query(
      `select notes.record, calls.record as call from note_words join notes on notes.id = note_words.rowid
       join calls on calls.id = notes.call
       where ${isSqlite ? 'note_words match $1' : 'note_words.words @@ $1::tsquery'} and notes.account = ${ACCOUNT}
       order by notes.created_at desc limit 21`,
      [words.map((word) => (isSqlite ? `"${word}"*` : `${word}:*`)).join(isSqlite ? ' ' : ' & ')],
    );
    return rows.map(({ record, call }) => ({ ...JSON.parse(record), call: JSON.parse(call).uuid }));
  },
};

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', async () => {
    const answer = await QUESTIONS[request.url.slice(1)](JSON.parse(body).variables);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: answer }));
  });
});
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));

function callsIn(rows) {
  return rows.map(({ record, started_at: startedAt }) => {
    const { uuid, duration, status, callDirection, from } = JSON.parse(record);
    return {
      uuid,
      startedAt: new Date(Number(startedAt)).toISOString(),
      duration,
      status,
      callDirection,
      from: from.number,
    };
  });
}

async function openSqlite() {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(ARCHIVE_URL.slice('sqlite:'.length), { readOnly: true });
  return (sql, parameters) => database.prepare(sql.replaceAll(/\$\d+/g, '?')).all(...parameters);
}

async function openPostgres() {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: ARCHIVE_URL });
  return async (sql, parameters) => (await pool.query(sql, parameters)).rows;
}
