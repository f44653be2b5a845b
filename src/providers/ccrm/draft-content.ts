import { list, record, text } from '../../upstream/decode.js';
import { parseJson } from '../../upstream/json.js';

type Content = Readonly<Record<string, unknown>>;

export interface NoteText {
  /** Plain text, one line for each block. */
  readonly text: string;
  /** The Draft.js raw content; null where the note is plain text. Integers beyond 2^53 in it are strings of their digits. */
  readonly content: Content | null;
}

/**
 * Reads a note's `text`: Draft.js raw content as a JSON string or as an object, or plain text.
 * JSON that doesn't parse, or isn't Draft.js content, is plain text.
 */
export function readNoteText(value: unknown): NoteText {
  const content = contentOf(typeof value === 'string' ? parsed(value) : value);
  return content === null ? { text: text(value) ?? '', content } : { text: plainText(content), content };
}

function parsed(json: string): unknown {
  try {
    return parseJson(json);
  } catch {
    return null;
  }
}

function contentOf(value: unknown): Content | null {
  const content = record(value);
  const blocks = content?.['blocks'];
  if (typeof blocks !== 'object' || blocks === null) return null;
  return holdsBigint(content) ? record(withoutBigints(content)) : content;
}

function holdsBigint(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  return Object.values(value).some(holdsBigint);
}

/** JSON can't be written with bigints in it. */
function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(withoutBigints);
  const fields = record(value);
  if (fields === null) return value;
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, withoutBigints(field)]));
}

function plainText(content: Content): string {
  return list(content['blocks'])
    .map((block) => text(record(block)?.['text']) ?? '')
    .join('\n');
}
