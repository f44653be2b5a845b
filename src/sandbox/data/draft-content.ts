/** A run of text in one style, or one link. */
export type Span =
  string | { readonly text: string; readonly style?: 'BOLD' | 'ITALIC'; readonly url?: string };

/** A block of Draft.js raw content before its ranges are counted. */
export interface Block {
  readonly type: 'unstyled' | 'unordered-list-item' | 'ordered-list-item' | 'header-two';
  readonly spans: readonly Span[];
  readonly depth?: number;
}

/** Draft.js raw content with ranges in UTF-16 code units. `key` returns each block's key of five characters. */
export function draftContent(blocks: readonly Block[], key: () => string): Record<string, unknown> {
  const links = blocks.flatMap(({ spans }) => spans.flatMap((span) => urlOf(span) ?? []));
  const entities = links.map(
    (url, index) => [index, { type: 'LINK', mutability: 'MUTABLE', data: { url } }] as const,
  );
  let nextLink = 0;
  return {
    blocks: blocks.map(({ type, spans, depth = 0 }) => ({
      key: key(),
      text: spans.map(textOf).join(''),
      type,
      depth,
      inlineStyleRanges: ranges(spans).flatMap(({ span, offset, length }) => {
        const style = typeof span === 'string' ? undefined : span.style;
        return style === undefined ? [] : [{ offset, length, style }];
      }),
      entityRanges: ranges(spans).flatMap(({ span, offset, length }) =>
        urlOf(span) === undefined ? [] : [{ offset, length, key: nextLink++ }],
      ),
      data: {},
    })),
    entityMap: Object.fromEntries(entities),
  };
}

function ranges(spans: readonly Span[]): readonly { span: Span; offset: number; length: number }[] {
  let offset = 0;
  return spans.map((span) => {
    const { length } = textOf(span);
    offset += length;
    return { span, offset: offset - length, length };
  });
}

function textOf(span: Span): string {
  return typeof span === 'string' ? span : span.text;
}

function urlOf(span: Span): string | undefined {
  return typeof span === 'string' ? undefined : span.url;
}
