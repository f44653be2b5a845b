import { describe, expect, test } from '@jest/globals';
import { noteHtml } from '../../src/graph/note/note-html.js';

interface DraftBlock {
  readonly text?: unknown;
  readonly type?: unknown;
  readonly depth?: unknown;
  readonly inlineStyleRanges?: unknown;
  readonly entityRanges?: unknown;
}

function htmlOf(blocks: unknown, entityMap: unknown = {}): string {
  return noteHtml({ text: '', content: { blocks, entityMap } });
}

function htmlOfBlock(block: DraftBlock, entityMap: unknown = {}): string {
  return htmlOf([block], entityMap);
}

function linkTo(data: unknown): string {
  return htmlOfBlock(
    { text: 'link', entityRanges: [{ offset: 0, length: 4, key: 0 }] },
    { 0: { type: 'LINK', mutability: 'MUTABLE', data } },
  );
}

const REL = 'rel="noopener noreferrer nofollow"';

describe('plain text', () => {
  test.each([
    ['', ''],
    ['Oddzwonić', '<p>Oddzwonić</p>'],
    ['a\nb\r\nc', '<p>a</p><p>b</p><p>c</p>'],
    [
      '<script>alert("1")</script> & \'x\'',
      '<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>',
    ],
    ['&lt;b&gt;', '<p>&amp;lt;b&amp;gt;</p>'],
  ])('%j becomes escaped paragraphs', (text, html) => {
    expect(noteHtml({ text, content: null })).toBe(html);
  });
});

test.each([
  ['unstyled', '<p>x</p>'],
  ['header-one', '<h1>x</h1>'],
  ['header-six', '<h6>x</h6>'],
  ['blockquote', '<blockquote>x</blockquote>'],
  ['code-block', '<pre>x</pre>'],
  ['unordered-list-item', '<ul><li>x</li></ul>'],
  ['ordered-list-item', '<ol><li>x</li></ol>'],
  ['atomic', '<p>x</p>'],
  ['script', '<p>x</p>'],
  ['p onclick=alert(1)', '<p>x</p>'],
  ['"><img src=x onerror=alert(1)>', '<p>x</p>'],
  ['__proto__', '<p>x</p>'],
  ['constructor', '<p>x</p>'],
  [null, '<p>x</p>'],
  [{ toString: 'script' }, '<p>x</p>'],
])('a block of the type %j is rendered with a known tag', (type, html) => {
  expect(htmlOfBlock({ type, text: 'x' })).toBe(html);
});

describe('lists', () => {
  const item = (text: string, depth = 0, type = 'unordered-list-item') => ({ text, depth, type });
  const numbered = (text: string, depth = 0) => item(text, depth, 'ordered-list-item');

  test.each([
    ['items of one list', [item('a'), item('b')], '<ul><li>a</li><li>b</li></ul>'],
    ['lists of two kinds', [item('a'), numbered('b')], '<ul><li>a</li></ul><ol><li>b</li></ol>'],
    [
      'a paragraph between',
      [item('a'), { text: 'p' }, item('b')],
      '<ul><li>a</li></ul><p>p</p><ul><li>b</li></ul>',
    ],
    [
      'a list within an item',
      [item('a'), item('b', 1), item('c', 1), item('d')],
      '<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>',
    ],
    [
      'a list of another kind within an item',
      [item('a'), numbered('b', 1), item('c', 1), item('d')],
      '<ul><li>a<ol><li>b</li></ol><ul><li>c</li></ul></li><li>d</li></ul>',
    ],
    [
      'three levels, then none',
      [item('a'), item('b', 1), item('c', 2), { text: 'p' }],
      '<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul><p>p</p>',
    ],
    ['a level that is skipped', [item('a', 3), item('b', 7)], '<ul><li>a<ul><li>b</li></ul></li></ul>'],
  ])('%s', (_, blocks, html) => {
    expect(htmlOf(blocks)).toBe(html);
  });

  test('nesting ends at ten levels, however deep the content says', () => {
    const html = htmlOf(Array.from({ length: 5000 }, (_, depth) => item('x', depth)));
    expect(/(?:<ul><li>x){11}/.test(html)).toBe(false);
    expect(html.match(/<li>/g)).toHaveLength(5000);
    expect(html.match(/<\/li>/g)).toHaveLength(5000);
    expect(html.match(/<\/ul>/g)).toHaveLength(10);
  });
});

describe('styles', () => {
  const styled = (text: string, ...ranges: readonly [offset: unknown, length: unknown, style: unknown][]) =>
    htmlOfBlock({
      text,
      inlineStyleRanges: ranges.map(([offset, length, style]) => ({ offset, length, style })),
    });

  test.each([
    ['BOLD', 'strong'],
    ['ITALIC', 'em'],
    ['UNDERLINE', 'u'],
    ['STRIKETHROUGH', 's'],
    ['CODE', 'code'],
  ])('%s is <%s>', (style, tag) => {
    expect(styled('abc', [1, 1, style])).toBe(`<p>a<${tag}>b</${tag}>c</p>`);
  });

  test('ranges that overlap are cut so that every tag nests', () => {
    expect(styled('abcdef', [0, 4, 'BOLD'], [2, 4, 'ITALIC'])).toBe(
      '<p><strong>ab</strong><strong><em>cd</em></strong><em>ef</em></p>',
    );
  });

  test('offsets count UTF-16 code units, so that text behind an emoji is styled where it stands', () => {
    expect(styled('👍 tak', [3, 3, 'BOLD'])).toBe('<p>👍 <strong>tak</strong></p>');
  });

  test.each([
    ['begins', [1, 2]],
    ['ends', [0, 1]],
  ] as const)('a range that %s within an emoji takes the whole of it', (_, [offset, length]) => {
    const html = styled('👍!', [offset, length, 'BOLD']);
    expect(html.isWellFormed()).toBe(true);
    expect(html).toContain('<strong>👍');
  });

  test('text is escaped within a style as well', () => {
    expect(styled('<b>&', [1, 1, 'BOLD'])).toBe('<p>&lt;<strong>b</strong>&gt;&amp;</p>');
  });

  test.each([
    ['an unknown style', [0, 3, 'FANCY']],
    ['a style that is a tag', [0, 3, 'script']],
    ['a key of the prototype', [0, 3, '__proto__']],
    ['a negative offset', [-2, 3, 'BOLD']],
    ['a fraction', [0.5, 1, 'BOLD']],
    ['no length', [0, 0, 'BOLD']],
    ['an offset behind the text', [9, 3, 'BOLD']],
    ['an offset in words', ['0', '3', 'BOLD']],
    ['a huge length of no style', [0, Number.MAX_VALUE, null]],
  ] as const)('%s leaves the text as it is', (_, range) => {
    expect(styled('abc', [...range])).toBe('<p>abc</p>');
  });

  test('a length beyond the end styles up to the end', () => {
    expect(styled('abc', [1, Number.MAX_SAFE_INTEGER - 1, 'BOLD'])).toBe('<p>a<strong>bc</strong></p>');
  });

  test('of a block’s ranges the first two hundred count', () => {
    const ranges = Array.from({ length: 50_000 }, (_, index) => [index * 2, 1, 'BOLD'] as const);
    const html = styled(
      'x'.repeat(100_000),
      ...ranges.map((range) => [...range] as [number, number, string]),
    );
    expect(html.match(/<strong>/g)).toHaveLength(200);
  });
});

describe('links', () => {
  test.each([
    ['https://example.com/a?b=1&c=2', 'https://example.com/a?b=1&amp;c=2'],
    ['http://example.com', 'http://example.com/'],
    ['mailto:ewa@example.com', 'mailto:ewa@example.com'],
    ['tel:+48600000123', 'tel:+48600000123'],
    ['https://example.com/"onmouseover="alert(1)', 'https://example.com/%22onmouseover=%22alert(1)'],
    ["mailto:a'b<c>", 'mailto:a&#39;b&lt;c&gt;'],
  ])('%s is a link', (url, href) => {
    const html = linkTo({ url });
    expect(html).toBe(`<p><a href="${href}" ${REL}>link</a></p>`);
  });

  test.each([
    ['javascript:alert(1)'],
    ['JaVaScRiPt:alert(1)'],
    [' javascript:alert(1)'],
    ['java\nscript:alert(1)'],
    ['java\tscript:alert(1)'],
    ['\u0001javascript:alert(1)'],
    ['data:text/html,<script>alert(1)</script>'],
    ['vbscript:msgbox(1)'],
    ['file:///etc/passwd'],
    ['blob:https://example.com/1'],
    ['//example.com'],
    ['/relative'],
    ['example.com'],
    [''],
    [null],
    [{ href: 'https://example.com' }],
    [['https://example.com']],
  ])('%j is no link, its text stays', (url) => {
    expect(linkTo({ url })).toBe('<p>link</p>');
  });

  test('an editor’s href does as well as its url', () => {
    expect(linkTo({ href: 'https://example.com/' })).toContain('href="https://example.com/"');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 7, null, {}])(
    'an entity %j that the map doesn’t have is no link',
    (key) => {
      expect(htmlOfBlock({ text: 'link', entityRanges: [{ offset: 0, length: 4, key }] })).toBe(
        '<p>link</p>',
      );
    },
  );

  test('a polluted map brings no link', () => {
    const entityMap: unknown = JSON.parse('{"__proto__":{"data":{"url":"https://example.com"}}}');
    expect(
      htmlOfBlock({ text: 'link', entityRanges: [{ offset: 0, length: 4, key: 'data' }] }, entityMap),
    ).toBe('<p>link</p>');
  });

  test('a style across a link’s edge is cut there', () => {
    const html = htmlOfBlock(
      {
        text: 'abcd',
        inlineStyleRanges: [{ offset: 0, length: 3, style: 'BOLD' }],
        entityRanges: [{ offset: 2, length: 2, key: 0 }],
      },
      { 0: { data: { url: 'https://example.com/' } } },
    );
    expect(html).toBe(
      `<p><strong>ab</strong><a href="https://example.com/" ${REL}><strong>c</strong></a><a href="https://example.com/" ${REL}>d</a></p>`,
    );
  });
});

test.each([[null], ['text'], [{}], [{ 0: { text: 'x' } }], [17]])('blocks %j are no blocks', (blocks) => {
  expect(htmlOf(blocks)).toBe('');
});

test.each([[null], ['x'], [[{ text: 'x' }]], [{}]])('a block %j is an empty paragraph', (block) => {
  expect(htmlOf([block])).toBe('<p></p>');
});
