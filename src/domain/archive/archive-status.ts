export type ArchiveState = 'BACKFILLING' | 'FOLLOWING' | 'PAUSED';

/** How far a workspace's archive is. Instants are milliseconds since the epoch. */
export interface ArchiveStatus {
  /** From when to when every call is archived; null if nothing is. */
  readonly from: number | null;
  readonly to: number | null;
  readonly calls: number;
  /** Notes that were deleted aren't counted. */
  readonly notes: number;
  /** Calls whose notes are still to be read, for the first time or again. */
  readonly pendingNotes: number;
  readonly state: ArchiveState;
  /** The code of the error for which it is paused; null unless it is. */
  readonly pausedBy: string | null;
  /** When it last was up to date; null before it ever was. */
  readonly syncedAt: number | null;
}
