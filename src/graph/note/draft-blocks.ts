/** A paragraph of Draft.js raw content. Ranges count UTF-16 code units, as Draft.js does; `end` is exclusive. */
export interface Block {
  readonly type: string;
  readonly text: string;
  readonly styles: readonly StyleRange[];
  readonly links: readonly LinkRange[];
}

export interface StyleRange {
  readonly start: number;
  readonly end: number;
  /** Draft.js' name, such as `BOLD`. */
  readonly style: string;
}

export interface LinkRange {
  readonly start: number;
  readonly end: number;
  /** An absolute http, https, mailto or tel address. */
  readonly href: string;
}

type Fields = Readonly<Record<string, unknown>>;

const LINK_PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** Reads the blocks of raw content; what isn't of Draft.js' shape is left out. */
export function readBlocks(content: Fields): readonly Block[] {
  const entities = fieldsOf(content['entityMap']);
  return itemsOf(content['blocks']).map((block) => ({
    type: stringOf(block['type']) ?? 'unstyled',
    text: stringOf(block['text']) ?? '',
    styles: itemsOf(block['inlineStyleRanges']).flatMap((range) => styleOf(range)),
    links: itemsOf(block['entityRanges']).flatMap((range) => linkOf(range, entities)),
  }));
}

function styleOf(range: Fields): readonly StyleRange[] {
  const span = spanOf(range);
  const style = stringOf(range['style']);
  return span === null || style === null ? [] : [{ ...span, style }];
}

function linkOf(range: Fields, entities: Fields): readonly LinkRange[] {
  const span = spanOf(range);
  const key = range['key'];
  if (span === null || (typeof key !== 'number' && typeof key !== 'string')) return [];
  const entity = fieldsOf(Object.hasOwn(entities, key) ? entities[key] : undefined);
  const data = fieldsOf(entity['data']);
  const href = safeHref(stringOf(data['url']) ?? stringOf(data['href']) ?? '');
  return href === null ? [] : [{ ...span, href }];
}

function safeHref(address: string): string | null {
  const url = URL.parse(address);
  return url !== null && LINK_PROTOCOLS.has(url.protocol) ? url.href : null;
}

function spanOf({ offset, length }: Fields): { readonly start: number; readonly end: number } | null {
  if (typeof offset !== 'number' || typeof length !== 'number') return null;
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length <= 0)
    return null;
  return { start: offset, end: offset + length };
}

function itemsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
