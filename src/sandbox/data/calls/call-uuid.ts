import { Random } from '../random.js';

/** Identifies a made-up call by its day (days since 1970-01-01) and its index in that day. */
export interface CallPlace {
  readonly day: number;
  readonly index: number;
}

const CALLS_A_DAY = 4096;
/** An odd factor that scatters consecutive numbers over 32 bits, and its inverse modulo 2^32. */
const SCATTER = 0x9e3779b1;
const GATHER = 0x0e8b2f51;

/** The uuid of a made-up call. Its first 32 bits are the scrambled place, so that no list of uuids is needed. */
export function callUuid(seed: number, { day, index }: CallPlace): string {
  const number = day * CALLS_A_DAY + index;
  const head = (Math.imul(number, SCATTER) ^ mask(seed)) >>> 0;
  return new Random(seed, number).uuid(head);
}

/** The place that a uuid encodes. The caller must check whether a call with this uuid is there. */
export function placeOfUuid(seed: number, uuid: string): CallPlace {
  const number = Math.imul(parseInt(uuid.slice(0, 8), 16) ^ mask(seed), GATHER) >>> 0;
  return { day: Math.floor(number / CALLS_A_DAY), index: number % CALLS_A_DAY };
}

function mask(seed: number): number {
  return Math.imul(seed + 1, 0x27d4eb2f);
}
