import type { Note } from '../../../domain/note.js';
import { integer, isNothing, list, record, recordOf, text } from '../../../json/decode.js';
import { parseJson } from '../../../json/parse-json.js';
import type { Anomalies } from '../../../upstream/anomalies.js';

const contentRecord = recordOf(['blocks', 'entityMap']);
const blockRecord = recordOf(['text', 'type', 'depth', 'inlineStyleRanges', 'entityRanges']);

type Content = Readonly<Record<string, unknown>>;

/** The maximum number of times that content may be encoded as a JSON string. */
const MAX_ENCODINGS = 3;

/**
 * Reads a note's `text`: Draft.js raw content as an object or as a JSON string, which may be encoded several times and
 * HTML-escaped, or plain text. JSON that is invalid or isn't Draft.js content is plain text. Reports unreadable values
 * and blocks and reads them as empty text.
 *
 * `content` is as Draft.js writes it: blocks and ranges are lists, their offsets numbers, and the entities a map. Its
 * integers beyond 2^53 are strings of digits.
 */
export function readNoteText(value: unknown, anomalies: Anomalies): Pick<Note, 'text' | 'content'> {
  const report = () => anomalies.unknownValue('text', null);
  const content = contentOf(value);
  if (content === null) {
    const plain = text(value);
    if (plain === null && !isNothing(value)) report();
    return { text: plain ?? '', content };
  }
  const blocks = list(content['blocks']);
  if (!blocks.every(isReadable)) report();
  const normalized = withRead(content, {
    blocks: (each) => list(each).map(normalizedBlock),
    entityMap: (map) => record(map) ?? Object.fromEntries(list(map).entries()),
  });
  return { text: blocks.map((block) => lineOf(block) ?? '').join('\n'), content: normalized };
}

function contentOf(value: unknown): Content | null {
  let decoded = value;
  for (let count = 0; count < MAX_ENCODINGS && typeof decoded === 'string'; count += 1) {
    decoded = parsed(decoded) ?? parsed(unescaped(decoded));
  }
  const content = contentRecord(decoded);
  const blocks = content?.['blocks'];
  if (content === null || typeof blocks !== 'object' || blocks === null) return null;
  return holdsBigint(content) ? withoutBigints(content) : content;
}

/** null for invalid JSON, and for JSON's null. */
function parsed(json: string): unknown {
  try {
    return parseJson(json);
  } catch {
    return null;
  }
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&quot;', '"'],
  ['&#34;', '"'],
  ['&#39;', "'"],
  ['&#039;', "'"],
  ['&apos;', "'"],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
]);

/** Reverses PHP's `htmlspecialchars`. */
function unescaped(escaped: string): string {
  return escaped.replace(/&[a-z0-9#]{2,4};/g, (entity) => ENTITIES.get(entity) ?? entity);
}

const RANGE = { offset: integer, length: integer };

function normalizedBlock(value: unknown): unknown {
  const ranges = (written: unknown) => list(written).map((range) => withRead(record(range), RANGE) ?? range);
  const line = lineOf(value) ?? '';
  if (typeof value !== 'object') return { text: line, type: 'unstyled' };
  const fields = { text: () => line, depth: integer, inlineStyleRanges: ranges, entityRanges: ranges };
  return withRead(blockRecord(value), fields) ?? value;
}

/** The text of a block, which may be the block itself; null if there is none. */
function lineOf(block: unknown): string | null {
  const written = writtenText(block);
  return typeof written === 'string' ? written : text(written);
}

function isReadable(block: unknown): boolean {
  return lineOf(block) !== null || isNothing(writtenText(block));
}

function writtenText(block: unknown): unknown {
  const fields = blockRecord(block);
  return fields === null ? block : fields['text'];
}

/** Decodes each field that is present with the reader of its name. Returns `fields` itself if that changes nothing. */
function withRead<T extends Content | null>(
  fields: T,
  readers: Readonly<Record<string, (value: unknown) => unknown>>,
): T {
  let read = fields;
  for (const name in readers) {
    if (fields === null || !(name in fields)) continue;
    const value = readers[name]?.(fields[name]);
    if (value !== fields[name]) read = { ...read, [name]: value };
  }
  return read;
}

function holdsBigint(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  return Object.values(value).some(holdsBigint);
}

/** A copy in which bigints are strings, because JSON.stringify throws on them. */
function withoutBigints(content: Content): Content | null {
  const written = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  return record(JSON.parse(JSON.stringify(content, written)));
}
