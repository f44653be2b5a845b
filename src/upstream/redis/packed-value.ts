import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { record } from '../../json/decode.js';
import { parseJsonBytes, writeJson } from '../../json/parse-json.js';

/** A provider's record, as stored in Redis. */
export interface PackedValue {
  /** When it was requested from the provider, in whole milliseconds since the epoch. */
  readonly requestedAt: number;
  readonly value: unknown;
}

/** Characters of JSON; a page of calls has about 1,200,000. */
const MAX_LENGTH = 4 * 1024 ** 2;

const compress = promisify<string, { level: number }, Buffer>(gzip);
const decompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** Compressed JSON, which includes the key; null if the JSON is too long. */
export async function packed(key: string, { requestedAt, value }: PackedValue): Promise<Buffer | null> {
  const text = writeJson({ key, asked: requestedAt, value });
  return text.length > MAX_LENGTH ? null : compress(text, { level: constants.Z_BEST_SPEED });
}

/** The value that `packed` wrote for this key, integers beyond 2^53 as bigints; null for all other bytes. */
export async function unpacked(key: string, bytes: Buffer): Promise<PackedValue | null> {
  try {
    const json = await decompress(bytes, { maxOutputLength: 4 * MAX_LENGTH });
    const fields = record(parseJsonBytes(json));
    const requestedAt = fields?.['asked'];
    if (fields?.['key'] !== key || typeof requestedAt !== 'number' || !Number.isSafeInteger(requestedAt))
      return null;
    return { requestedAt, value: fields['value'] };
  } catch {
    return null;
  }
}
