import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const COMPOSE = readFileSync('compose.yaml', 'utf8');

/** The complaints of the check about a copy of compose.yaml in which `text` is replaced by `other`. */
async function faultsWith(text = '', other = ''): Promise<string> {
  expect(COMPOSE).toContain(text);
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  const path = join(folder, 'compose.yaml');
  writeFileSync(path, COMPOSE.replace(text, other));
  try {
    return await new Promise((ended) =>
      execFile(process.execPath, ['ops/check-compose.mjs', path], (error, _output, complaint) =>
        ended(error === null ? 'none' : complaint),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('compose.yaml passes the check', async () => {
  expect(await faultsWith()).toBe('none');
});

test.each([
  ['@postgres:5432', '@database:5432', 'ARCHIVE_URL isn’t the address'],
  ['POSTGRES_USER: switchboard', 'POSTGRES_USER: archive', 'ARCHIVE_URL isn’t the address'],
  ['POSTGRES_DB: switchboard', 'POSTGRES_DB: archive', 'ARCHIVE_URL isn’t the address'],
  ['switchboard:${DOCKER_POSTGRES_PASSWORD}', 'switchboard:${OTHER}', 'ARCHIVE_URL isn’t the address'],
  ['ARCHIVE_URL: postgres://', 'ARCHIVE_URL: sqlite://', 'ARCHIVE_URL isn’t the address'],
  ['--requirepass ${DOCKER_REDIS_PASSWORD}', '--requirepass ${OTHER}', 'REDIS_URL isn’t the address'],
  ['@redis:6379', '@valkey:6379', 'REDIS_URL isn’t the address'],
  ['replicas: 2', 'replicas: 1', 'there aren’t two replicas'],
  ['pg_isready', 'true', 'PostgreSQL has no health check'],
  ['    cap_drop: [ALL]\n', '', 'Switchboard has capabilities'],
  ['no-new-privileges:true', 'no-new-privileges:false', 'Switchboard may gain privileges'],
  ['      - postgres\n', '', 'Switchboard is started before postgres'],
  ['  archive:\n', '', 'there is no volume archive'],
  [':/var/lib/postgresql', ':/var/lib/postgresql/data', 'PostgreSQL’s data aren’t in a volume'],
  [
    '${DOCKER_POSTGRES_PASSWORD:?any long random text of letters and digits}',
    'secret',
    'POSTGRES_PASSWORD has a literal value',
  ],
])('the check detects “%s” replaced by “%s”: %s', async (text, other, fault) => {
  expect(await faultsWith(text, other)).toContain(fault);
});
