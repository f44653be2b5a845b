import { list, record, text } from '../../upstream/decode.js';

export interface NoteText {
  /** Plain text, one line for each block. */
  readonly text: string;
  /** The Draft.js raw content, null where the note is plain text. */
  readonly content: Readonly<Record<string, unknown>> | null;
}

/**
 * Reads a note's `text`: Draft.js raw content as a JSON string or as an object, or plain text.
 * JSON that doesn't parse, or isn't Draft.js content, is plain text.
 */
export function readNoteText(value: unknown): NoteText {
  if (typeof value === 'string') {
    const content = value.trimStart().startsWith('{') ? parseContent(value) : null;
    return content === null ? { text: value, content } : { text: plainText(content), content };
  }
  const content = record(value);
  return content === null ? { text: text(value) ?? '', content } : { text: plainText(content), content };
}

function parseContent(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const content = record(JSON.parse(json));
    return content !== null && Array.isArray(content['blocks']) ? content : null;
  } catch {
    return null;
  }
}

function plainText(content: Readonly<Record<string, unknown>>): string {
  return list(content['blocks'])
    .map((block) => text(record(block)?.['text']) ?? '')
    .join('\n');
}
