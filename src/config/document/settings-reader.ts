import { PROVIDERS } from '../../domain/upstream/upstream-error.js';
import { ArchiveSection } from '../archive-section.js';
import { LimitsSection } from './limits-section.js';
import { SubscriptionsSection } from './subscriptions-section.js';
import { readAuth } from './auth-reader.js';
import { sandboxIdsOf } from '../sandbox-id.js';
import type { SectionReader } from './section-reader.js';
import {
  CacheSection,
  CacheTtlSection,
  FederationSection,
  RootSection,
  SandboxSection,
  ServerSection,
  TrustedDocumentsSection,
  UpstreamSection,
} from './settings-document.js';
import {
  CcrmSection,
  RingmeAppSection,
  RingmeSection,
  VoicenterSection,
  WorkspaceSection,
} from './workspace-section.js';
import type { SettingsDocument } from './settings-document.js';
import type { WorkspaceDocument } from './workspace-section.js';

/** Reads a whole document; what is wrong with it is in the reader's problems. */
export function readDocument(raw: unknown, reader: SectionReader): SettingsDocument {
  const root = reader.read(new RootSection(), raw, '');
  const server = reader.read(new ServerSection(), root.server, 'server');
  const workspaces = root.workspaces === undefined ? null : readWorkspaces(root.workspaces, reader);
  const sandbox =
    root.sandbox === undefined ? null : reader.read(new SandboxSection(), root.sandbox, 'sandbox');
  const upstream = reader.read(new UpstreamSection(), root.upstream, 'upstream');
  const subscriptions = reader.read(new SubscriptionsSection(), root.subscriptions, 'subscriptions');
  const section = reader.read(new CacheSection(), root.cache, 'cache');
  const cache = { section, ttl: reader.read(new CacheTtlSection(), section.ttl, 'cache.ttl') };
  const archive = reader.read(new ArchiveSection(), root.archive, 'archive');
  const limits = reader.read(new LimitsSection(), root.limits, 'limits');
  const auth =
    root.auth === undefined ? null : readAuth(root.auth, workspaceIds({ workspaces, sandbox }), reader);
  const trustedDocuments = reader.read(
    new TrustedDocumentsSection(),
    root.trustedDocuments,
    'trustedDocuments',
  );
  const federation = reader.read(new FederationSection(), root.federation, 'federation');
  return {
    server,
    workspaces,
    sandbox,
    upstream,
    limits,
    subscriptions,
    cache,
    archive,
    auth,
    trustedDocuments,
    federation,
  };
}

/** The workspaces that keys may name: those that are listed, or else the sandbox's. */
function workspaceIds({
  workspaces,
  sandbox,
}: Pick<SettingsDocument, 'workspaces' | 'sandbox'>): readonly string[] {
  if (workspaces !== null && workspaces.length > 0) return workspaces.map(({ id }) => id);
  return sandboxIdsOf(sandbox);
}

function readWorkspaces(raw: unknown, reader: SectionReader): readonly WorkspaceDocument[] {
  const listed = reader.readList(raw, 'workspaces');
  const workspaces = listed.map((each, index) => readWorkspace(each, `workspaces[${String(index)}]`, reader));
  reportRepeatedIds(workspaces, reader);
  return workspaces;
}

function readWorkspace(raw: unknown, path: string, reader: SectionReader): WorkspaceDocument {
  const section = reader.read(new WorkspaceSection(), raw, path);
  const { id, country, voicenter, ringme, ccrm } = section;
  if (PROVIDERS.every((provider) => section[provider] === undefined)) {
    reader.report(path, `at least one of ${PROVIDERS.join(', ')}`);
  }
  return {
    id,
    country,
    voicenter:
      voicenter === undefined ? null : reader.read(new VoicenterSection(), voicenter, `${path}.voicenter`),
    ringme: ringme === undefined ? null : readRingme(ringme, `${path}.ringme`, reader),
    ccrm: ccrm === undefined ? null : reader.read(new CcrmSection(), ccrm, `${path}.ccrm`),
  };
}

function readRingme(raw: unknown, path: string, reader: SectionReader): WorkspaceDocument['ringme'] {
  const section = reader.read(new RingmeSection(), raw, path);
  const app =
    section.app === undefined ? null : reader.read(new RingmeAppSection(), section.app, `${path}.app`);
  return { section, app };
}

function reportRepeatedIds(workspaces: readonly WorkspaceDocument[], reader: SectionReader): void {
  const seen = new Set<string>();
  workspaces.forEach(({ id }, index) => {
    if (id !== '' && seen.has(id))
      reader.report(`workspaces[${String(index)}].id`, 'an id that no other workspace has');
    seen.add(id);
  });
}
