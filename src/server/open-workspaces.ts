import type { Logger } from 'pino';
import type { Settings, WorkspaceSettings } from '../config/settings.js';
import type { Workspace } from '../domain/sources.js';
import { createCallSource } from '../providers/ccrm/ccrm.source.js';
import { createClientSource } from '../providers/ringme/ringme.source.js';
import { createExtensionSource } from '../providers/voicenter/voicenter.source.js';
import { createHttpClient } from '../upstream/http-client.js';
import { createOddities } from '../upstream/oddities.js';

export interface OpenWorkspaces {
  /** By id, in the order of the settings. */
  readonly workspaces: ReadonlyMap<string, Workspace>;
  /** Drops every connection to the providers. */
  close(): void;
}

/** Connects every configured workspace with its providers; nothing is sent yet. */
export function openWorkspaces(
  { workspaces, upstream }: Pick<Settings, 'workspaces' | 'upstream'>,
  logger: Logger,
): OpenWorkspaces {
  const voicenter = createHttpClient('voicenter', upstream, logger);
  const ringme = createHttpClient('ringme', upstream, logger);
  const ccrm = createHttpClient('ccrm', upstream, logger);
  const oddities = {
    voicenter: createOddities('voicenter', logger),
    ringme: createOddities('ringme', logger),
    ccrm: createOddities('ccrm', logger),
  };

  const open = ({ id, ...settings }: WorkspaceSettings): Workspace => ({
    id,
    extensions:
      settings.voicenter &&
      createExtensionSource(id, settings.voicenter, voicenter.forAccount(id), oddities.voicenter),
    client:
      settings.ringme && createClientSource(id, settings.ringme, ringme.forAccount(id), oddities.ringme),
    calls: settings.ccrm && createCallSource(id, settings.ccrm, ccrm.forAccount(id), oddities.ccrm),
  });

  return {
    workspaces: new Map(workspaces.map((settings) => [settings.id, open(settings)])),
    close() {
      for (const http of [voicenter, ringme, ccrm]) http.close();
    },
  };
}
