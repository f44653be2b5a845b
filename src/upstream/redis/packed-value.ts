import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { record } from '../../json/decode.js';

/** A JSON value as it is kept in Redis. */
export interface PackedValue {
  /** When the provider was asked for it, in whole milliseconds since the epoch. */
  readonly asked: number;
  readonly value: unknown;
}

/** Characters of JSON; a page of calls has about a million. */
const MAX_LENGTH = 4 * 1024 ** 2;

const compress = promisify<string, { level: number }, Buffer>(gzip);
const decompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** Compressed JSON; null if that would be too long. */
export async function packed(value: PackedValue): Promise<Buffer | null> {
  const text = JSON.stringify(value);
  return text.length > MAX_LENGTH ? null : compress(text, { level: constants.Z_BEST_SPEED });
}

/** What `packed` made it of, the value still unknown; null for all other bytes. */
export async function unpacked(bytes: Buffer): Promise<PackedValue | null> {
  try {
    const text = await decompress(bytes, { maxOutputLength: 4 * MAX_LENGTH });
    // Not as a provider's JSON is read: a number beyond 2^53 was one that isn't exact when it was written.
    const found = record(JSON.parse(text.toString()));
    const asked = found?.['asked'];
    if (typeof asked !== 'number' || !Number.isSafeInteger(asked)) return null;
    return { asked, value: found?.['value'] };
  } catch {
    return null;
  }
}
