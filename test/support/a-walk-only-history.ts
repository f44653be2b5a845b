import type { CallHistory } from '../../src/domain/sources.js';

/** A call history in Warsaw that only supports this walk; it has no archive, and other requests reject. */
export function aWalkOnlyHistory(walk: CallHistory['walk']): CallHistory {
  const rejected = () => Promise.reject(new Error('not asked'));
  return {
    timezone: 'Europe/Warsaw',
    walk,
    count: rejected,
    find: rejected,
    findByUuid: rejected,
    notes: rejected,
    archiveStatus: () => Promise.resolve(null),
    searchNotes: rejected,
  };
}
