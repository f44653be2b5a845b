import type { SandboxBehaviour } from './behaviour.js';
import { callHistory } from './ccrm/call-history.js';
import { notes } from './ccrm/notes.js';
import { jsonReply, type Reply } from './http/reply.js';
import type { SandboxProvider, SandboxRequest, SandboxRoute } from './request-log.js';
import { clientResource } from './ringme/client-resource.js';
import { Quota } from './ringme/quota.js';
import { Tokens } from './ringme/tokens.js';
import type { Store } from './store.js';
import { getExtensions } from './voicenter/get-extensions.js';

/** The path of each provider. */
export const PATHS = {
  voicenter: '/voicenter/Comet/api/GetExtensions',
  ringme: '/ringme/api/ver1.0',
  ringmeToken: '/ringme/oauth/token',
  ccrm: '/ccrm/publicApi',
} as const;

/** The provider and resource that a path names; null if it belongs to no provider. */
export function routeOf(path: string): { provider: SandboxProvider; route: SandboxRoute } | null {
  const [resource = ''] = path.split('?');
  if (resource.startsWith('/voicenter/')) {
    return { provider: 'voicenter', route: resource === PATHS.voicenter ? 'GetExtensions' : 'unknown' };
  }
  if (resource.startsWith('/ringme/')) {
    const isClient = resource.startsWith(`${PATHS.ringme}/client/`);
    return {
      provider: 'ringme',
      route: resource === PATHS.ringmeToken ? 'token' : isClient ? 'client' : 'unknown',
    };
  }
  if (!resource.startsWith('/ccrm/')) return null;
  const known = new Map<string, SandboxRoute>([
    [`${PATHS.ccrm}/callHistory`, 'callHistory'],
    [`${PATHS.ccrm}/notes`, 'notes'],
  ]);
  return { provider: 'ccrm', route: known.get(resource) ?? 'unknown' };
}

/** The right responses of the three providers. */
export class ProviderRoutes {
  readonly tokens = new Tokens();
  readonly #quota = new Quota();

  constructor(
    private readonly store: Store,
    private readonly behaviour: SandboxBehaviour,
  ) {}

  answer(request: SandboxRequest): Reply {
    const { store, behaviour, tokens } = this;
    switch (request.route) {
      case 'GetExtensions':
        return getExtensions(request, store, behaviour.emptyRoot);
      case 'token':
        return tokens.endpoint(request, behaviour);
      case 'client':
        return clientResource(request, { data: store, behaviour, tokens, quota: this.#quota });
      case 'callHistory':
        return callHistory(request, behaviour, (window) => store.callsWithin(window));
      case 'notes':
        return notes(request, behaviour, (uuid) => store.notesOf(uuid));
      case 'unknown':
        return jsonReply(404, { message: 'Not Found' });
    }
  }
}
