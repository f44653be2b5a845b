/*
 * Fails if the services of a compose file, by default compose.yaml, don't fit together, and names each fault. dclint checks
 * the syntax.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const { services, volumes = {} } = parse(readFileSync(process.argv[2] ?? 'compose.yaml', 'utf8'));
const { postgres, redis, switchboard } = services;
const { ARCHIVE_URL: archive, REDIS_URL: cache } = switchboard.environment;
const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: database } = postgres.environment;
const SECRET = /PASSWORD|TOKEN|CODE|SHA256|URL/;

const expectations = [
  [
    archive === `postgres://${user}:${variable(password)}@postgres:5432/${database}`,
    'ARCHIVE_URL isn’t the address, user, password and database of the service postgres',
  ],
  [
    new RegExp(String.raw`^redis://:\$\{(\w+).*\}@redis:6379$`).exec(cache)?.[1] === nameOf(redis.command),
    'REDIS_URL isn’t the address and password of the service redis',
  ],
  [switchboard.deploy.replicas === 2, 'there aren’t two replicas of Switchboard'],
  [switchboard.cap_drop?.includes('ALL'), 'Switchboard has capabilities'],
  [switchboard.security_opt?.includes('no-new-privileges:true'), 'Switchboard may gain privileges'],
  [postgres.healthcheck?.test?.includes('pg_isready'), 'PostgreSQL has no health check'],
  ...['postgres', 'redis'].map((name) => [
    switchboard.depends_on.includes(name),
    `Switchboard is started before ${name}`,
  ]),
  ...Object.values(services).flatMap(({ volumes: mounted = [] }) =>
    mounted.map((mount) => [mount.split(':')[0] in volumes, `there is no volume ${mount.split(':')[0]}`]),
  ),
  [
    postgres.volumes?.some((mount) => mount.endsWith(':/var/lib/postgresql')),
    'PostgreSQL’s data aren’t in a volume',
  ],
  ...Object.values(services).flatMap(({ environment = {} }) =>
    Object.entries(environment).map(([name, value]) => [
      !SECRET.test(name) || String(value).includes('${'),
      `${name} has a literal value`,
    ]),
  ),
];

const faults = expectations.filter(([holds]) => !holds).map(([, fault]) => fault);
for (const fault of faults) console.error(`error: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
else console.log('The services of compose.yaml fit together.');

/** `${NAME}` of `${NAME:?why it is needed}`. */
function variable(value) {
  return `\${${nameOf(value)}}`;
}

/** The first variable in a text. */
function nameOf(text) {
  return /\$\{(\w+)/.exec(text)?.[1];
}
