export type ArchiveState = 'BACKFILLING' | 'FOLLOWING' | 'PAUSED';

/** The progress of a workspace's archive. Instants are milliseconds since the epoch. */
export interface ArchiveStatus {
  /** The range in which every call is archived; null if there is none. */
  readonly from: number | null;
  readonly to: number | null;
  readonly calls: number;
  /** Excludes deleted notes. */
  readonly notes: number;
  /** Calls whose notes are still to be read, for the first time or again. */
  readonly pendingNotes: number;
  readonly state: ArchiveState;
  /** The code of the error that paused it; null if it isn't paused. */
  readonly pausedBy: string | null;
  /** When it was last up to date; null if it never was. */
  readonly syncedAt: number | null;
}
