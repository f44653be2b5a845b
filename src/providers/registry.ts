import type { Provider } from '../domain/upstream/upstream-error.js';
import { ccrm } from './ccrm/ccrm.provider.js';
import type { ProviderModule } from './provider.js';
import { ringme } from './ringme/ringme.provider.js';
import { voicenter } from './voicenter/voicenter.provider.js';

/** Every provider's module. */
export const PROVIDER_MODULES = { voicenter, ringme, ccrm } satisfies Record<Provider, ProviderModule>;
