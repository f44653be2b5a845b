import type { OperationScope } from '../../src/domain/operation/operation-scope.js';
import type { WorkspaceSettings } from '../../src/config/workspace-settings.js';
import type { Extension } from '../../src/domain/extension.js';
import { type Provider, UpstreamError } from '../../src/domain/upstream/upstream-error.js';
import { list, record, text } from '../../src/json/decode.js';
import type { ProviderModule } from '../../src/providers/provider.js';
import { createReadThroughCache } from '../../src/upstream/cache/read-through-cache.js';
import type { HttpClient } from '../../src/upstream/http/http-client.js';
import type { Anomalies } from '../../src/upstream/anomalies.js';

export interface ToySettings {
  readonly url: URL;
  readonly key: string;
}

/** A workspace with an account at the toy provider. */
export interface ToyWorkspace extends WorkspaceSettings {
  readonly toy: ToySettings;
}

// Stands for an entry in `PROVIDERS`.
const NAME: string = 'toy';
const name = NAME as Provider;

/** A fourth provider: `GET /people` with a key returns the extensions. See README.md. */
export const toy: ProviderModule = {
  name,
  credentials: ['key'] satisfies readonly (keyof ToySettings)[],

  open({ http, anomalies, ttl, now, forgotten }) {
    const cache = createReadThroughCache<readonly Extension[]>({
      provider: name,
      route: 'people',
      ttl: ttl.extensions,
      maxBytes: 1024 ** 2,
      sizeOf: (extensions) => 100 * extensions.length,
      writable: false,
      now,
      forgotten,
    });
    return {
      connect(workspace) {
        if (!hasToy(workspace)) return {};
        const account = http.forAccount(workspace.id);
        const noted = anomalies.forWorkspace(workspace.id);
        return {
          extensions: {
            extensions: (scope) =>
              cache.read(workspace.id, scope, (joint) => readPeople(workspace, account, noted, joint)),
          },
        };
      },
      forget: (workspace) => cache.forget(workspace),
    };
  },

  async probe(workspace, { http, anomalies, scope }) {
    if (!hasToy(workspace)) return null;
    const extensions = await readPeople(workspace, http, anomalies, scope);
    return extensions.length > 0
      ? { extensions }
      : { extensions, suspicion: { reason: 'NOBODY', text: 'Nobody is there.' } };
  },
};

function hasToy(workspace: WorkspaceSettings): workspace is ToyWorkspace {
  return 'toy' in workspace;
}

async function readPeople(
  workspace: ToyWorkspace,
  http: HttpClient,
  anomalies: Anomalies,
  scope: OperationScope,
): Promise<readonly Extension[]> {
  const { status, body } = await http.send({
    route: 'people',
    method: 'GET',
    url: new URL('/people', workspace.toy.url),
    headers: { 'x-toy-key': workspace.toy.key },
    scope,
  });
  if (status === 401)
    throw new UpstreamError(name, 'UPSTREAM_UNAUTHORIZED', 'The toy provider rejects the key.');
  const people = list(record(body)?.['people']);
  const read = people.map((each) => decodePerson(workspace.id, each)).filter((person) => person !== null);
  anomalies.leftOut('people', 'without a name', people.length - read.length);
  return read;
}

function decodePerson(workspace: string, value: unknown): Extension | null {
  const { name: personName, number } = record(value) ?? {};
  const person = text(personName);
  if (person === null) return null;
  return {
    kind: 'Extension',
    workspace,
    sip: person.toLowerCase(),
    name: person,
    speedDial: text(number),
    account: { id: 'toy', name: null },
    user: null,
  };
}
