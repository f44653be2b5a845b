import type { CcrmSettings } from '../../config/workspace-settings.js';
import { createReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import type { ProviderModule } from '../provider.js';
import { createCallSource } from './ccrm.source.js';
import { readLastCalls } from './last-calls.js';
import type { NotesOfCall } from './notes/notes-of-call.js';

const MIB = 1024 ** 2;
const MAX_BYTES = { calls: 128 * MIB, notes: 32 * MIB };

/** ccrm.pl: calls and notes. */
export const ccrm: ProviderModule = {
  name: 'ccrm',
  credentials: ['token'] satisfies readonly (keyof CcrmSettings)[],

  open({ http, anomalies, ttl, maxStale, workspaces, now, forgotten }) {
    const shareOf = (bytes: number) => Math.floor(bytes / Math.max(1, workspaces));
    return {
      connect({ id, country, ccrm: settings }, { sharedCache, recorder }) {
        if (settings === null) return {};
        const source = createCallSource({ id, country }, settings, http, anomalies.forWorkspace(id), {
          recent: ttl.recentCalls,
          closed: ttl.closedCalls,
          maxStale,
          maxBytes: shareOf(MAX_BYTES.calls),
          account: sharedCache(settings),
          now,
          recorder,
          notes: createReadThroughCache<NotesOfCall>({
            provider: 'ccrm',
            route: 'notes',
            workspaceOf: () => id,
            ttl: ttl.notes,
            maxBytes: shareOf(MAX_BYTES.notes),
            sizeOf: ({ notes }) => notes.reduce((bytes, note) => bytes + 1000 + 8 * note.text.length, 0),
            writable: false,
            now,
            forgotten,
          }),
        });
        return { calls: { source, address: settings.url.href, timezone: settings.timezone } };
      },
      // The address identifies the company; a new key doesn't change it.
      forget: () => undefined,
    };
  },

  /** At most four requests, unless the notes of a call come in pages. */
  async probe({ id, country, ccrm: settings }, { http, anomalies, now, scope }) {
    if (settings === null) return null;
    return { lastCalls: await readLastCalls({ id, country }, settings, http, anomalies, now, scope) };
  },
};
