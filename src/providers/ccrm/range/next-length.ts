import { WEEK, type CallRhythm } from './call-rhythm.js';
import type { UnreadTime } from './unread-time.js';

/** The state of a walk when it chooses its next interval, which starts at its edge. */
export interface WalkState extends Pick<UnreadTime, 'left' | 'isUntouched'> {
  /** Records on a full page. */
  readonly pageSize: number;
  /** In milliseconds since the epoch. */
  readonly edge: number;
  /** Milliseconds of unread time, from the edge on, in the shortest interval that turned out to be incomplete. */
  readonly unread: number;
  /** Whether the unread time lies within another one. */
  readonly isInner: boolean;
  /** The calls that the walk has passed. */
  readonly rhythm: CallRhythm;
}

/** How full a page should be, by measured densities and by less reliable estimates. */
const FILL = 0.9;
const CAUTIOUS_FILL = 0.75;
/** The rest is read at once if, according to the total, it fills at most this part of a page. */
const FULL = 0.95;
/** A page that is less full says little about the following calls. */
const FEW = 0.25;
/** The maximum ratio of the next interval's length to the last one's. */
const GROWTH = 4;

/** The length of the next interval in milliseconds: expected to hold most of a page, and at most the unread time. */
export function nextLength(state: WalkState): number {
  const { pageSize, edge, unread, left, isUntouched, isInner, rhythm } = state;
  const { last, period } = rhythm;
  if (!isUntouched && left !== null && left <= FULL * pageSize) return unread;
  if (isUntouched || last === null) {
    return Math.min(unread / 2, (unread * CAUTIOUS_FILL * pageSize) / (left ?? 2 * pageSize));
  }
  const density = (left ?? 0) / unread;
  const most = Math.min(unread, left === null ? GROWTH * last.length : Infinity);
  if (period !== null) {
    const least = isInner || period !== WEEK ? density : 0;
    return rhythm.lengthOf(FILL * pageSize, edge, most, least, period);
  }
  const fill = last.calls >= pageSize / 2 ? FILL : CAUTIOUS_FILL;
  const length = (fill * pageSize) / Math.max(rhythm.density, density);
  const grown = last.calls < FEW * pageSize ? Math.min(GROWTH * last.length, unread / 2) : 0;
  return Math.min(most, Math.max(length, grown));
}
