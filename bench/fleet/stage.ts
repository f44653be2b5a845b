import { fork, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabases } from '../harness/archive-database.ts';
import { copyBuild } from '../harness/built-copy.ts';
import { freePort } from '../../test/support/free-port.ts';
import { messageOf } from '../harness/message.ts';
import { startServer, type ServerProcess } from '../harness/server-process.ts';
import { fieldsOf, listOf, numberOf, textOf } from '../harness/values.ts';
import type { Company } from './companies.ts';
import { startRedis, type RedisProcess } from './redis-process.ts';
import { settingsFile, type ProviderUrls } from './settings.ts';

export const PROVIDERS = ['voicenter', 'ringme', 'ccrm'] as const;

export type Requests = Readonly<Record<(typeof PROVIDERS)[number], number>>;

/** Providers, Redis, PostgreSQL and two replicas, all of them processes of their own. */
export interface FleetStage extends AsyncDisposable {
  readonly companies: readonly Company[];
  readonly replicas: readonly ServerProcess[];
  readonly redis: RedisProcess;
  readonly postgres: pg.Client;
  readonly providersPid: number;
  /** What each company's providers were asked since the last time; the last 10,000 requests of each at most. */
  takeRequests(): Promise<ReadonlyMap<string, Requests>>;
}

const PROVIDERS_MODULE = fileURLToPath(new URL('providers.mjs', import.meta.url));
/** As the image has them. */
const MEMORY_OPTIONS = ['--max-old-space-size=512', '--max-semi-space-size=16'];
const REPLICAS = 2;
const FIRST_QUESTION = { query: '{ __typename }', variables: {} };

export async function setFleetStage(companies: readonly Company[]): Promise<FleetStage> {
  await using stack = new AsyncDisposableStack();
  const { folder } = stack.use(await copyBuild());
  const databases = stack.use(await openDatabases('postgres'));
  const archiveUrl = await databases.create();
  const redis = stack.use(await startRedis());
  const postgres = stack.adopt(new pg.Client(archiveUrl), (client) => client.end());
  await postgres.connect();

  const providers = fork(PROVIDERS_MODULE, { env: { BUILT: folder, COMPANIES: JSON.stringify(companies) } });
  stack.defer(() => void providers.kill('SIGKILL'));
  const urls = urlsOf(await messageOf(providers));
  const config = join(folder, 'fleet.yaml');
  await writeFile(config, settingsFile(companies, urls, { redisUrl: redis.url, archiveUrl }));
  const replicas: ServerProcess[] = [];
  for (let number = 1; number <= REPLICAS; number += 1) {
    const command = {
      name: `replica ${String(number)}`,
      module: join(folder, 'dist/main.js'),
      nodeOptions: MEMORY_OPTIONS,
      environment: { SWITCHBOARD_CONFIG: config },
    };
    const replica = await startServer(command, await freePort(), FIRST_QUESTION);
    stack.defer(() => replica.stop());
    replicas.push(replica);
  }
  const resources = stack.move();
  return {
    companies,
    replicas,
    redis,
    postgres,
    providersPid: providers.pid ?? 0,
    takeRequests: () => takeRequests(providers),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function urlsOf(message: unknown): ProviderUrls {
  const { voicenter, ringme, ccrm } = fieldsOf(message);
  const urls = Object.entries(fieldsOf(ccrm)).map(([id, url]) => [id, textOf(url)] as const);
  return { voicenter: textOf(voicenter), ringme: textOf(ringme), ccrm: Object.fromEntries(urls) };
}

async function takeRequests(providers: ChildProcess): Promise<ReadonlyMap<string, Requests>> {
  const answer = messageOf(providers);
  providers.send('take');
  const taken = listOf(await answer, (each) => {
    const { id, voicenter, ringme, ccrm } = fieldsOf(each);
    const counts = {
      voicenter: numberOf(voicenter),
      ringme: numberOf(ringme),
      ccrm: numberOf(ccrm),
    };
    return [textOf(id), counts] as const;
  });
  return new Map(taken);
}
