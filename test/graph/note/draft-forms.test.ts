import { describe, expect, test } from '@jest/globals';
import draft from 'draft-js';
import { noteHtml } from '../../../src/graph/note/note-html.js';
import { readNoteText } from '../../../src/providers/ccrm/notes/draft-content.js';
import { ALREADY_REPORTED } from '../../../src/upstream/anomalies.js';

const { ContentState, convertToRaw, Modifier, SelectionState } = draft;

/** Draft.js raw content of these lines, with a style and a link at these code units of the last line. */
function rawContent(
  lines: readonly string[],
  bold: readonly [number, number],
  link: readonly [number, number],
) {
  let content = ContentState.createFromText(lines.join('\n'));
  const key = content.getLastBlock().getKey();
  const selection = ([anchorOffset, focusOffset]: readonly [number, number]) =>
    SelectionState.createEmpty(key).merge({ anchorOffset, focusOffset });
  content = Modifier.applyInlineStyle(content, selection(bold), 'BOLD');
  content = content.createEntity('LINK', 'MUTABLE', { url: 'https://example.com/' });
  content = Modifier.applyEntity(content, selection(link), content.getLastCreatedEntityKey());
  return convertToRaw(content);
}

const noteText = (value: unknown) => readNoteText(value, ALREADY_REPORTED);
const htmlOf = (value: unknown) => noteHtml(noteText(value));
const LINK = '<a href="https://example.com/" rel="noopener noreferrer nofollow">';

test.each([
  ['no emoji', 'ab cd ef', [3, 5], [6, 8]],
  ['an emoji', '👍 cd ef', [3, 5], [6, 8]],
  ['many emoji', '👩‍👩‍👧🇵🇱 cd ef', [13, 15], [16, 18]],
] as const)('styles and links after %s are placed where Draft.js put them', (_, line, bold, link) => {
  const html = htmlOf(rawContent(['first 👍', line], bold, link));
  const before = line.slice(0, bold[0]);
  expect(html).toBe(`<p dir="auto">first 👍</p><p dir="auto">${before}<strong>cd</strong> ${LINK}ef</a></p>`);
});

describe('content serialised by PHP is rendered like Draft.js’ own', () => {
  const raw = rawContent(['<1> & "2"', 'ab cd ef'], [3, 5], [6, 8]);
  const expected = htmlOf(raw);
  const json = JSON.stringify(raw);
  const mapped = (values: readonly unknown[]) => Object.fromEntries(values.entries());
  const escaped = json
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  const blocks = raw.blocks.map((block) => ({
    ...block,
    depth: String(block.depth),
    inlineStyleRanges: mapped(
      block.inlineStyleRanges.map((range) => ({
        ...range,
        offset: String(range.offset),
        length: `${range.length}`,
      })),
    ),
    entityRanges: mapped(block.entityRanges.map((range) => ({ ...range, key: String(range.key) }))),
  }));

  test('the expected HTML has the style and the link', () => {
    expect(expected).toContain(`<strong>cd</strong> ${LINK}ef</a>`);
    expect(expected).toContain('&lt;1&gt; &amp; &quot;2&quot;');
  });

  test.each<[string, unknown]>([
    ['JSON', json],
    ['doubly encoded JSON', JSON.stringify(json)],
    ['HTML-escaped JSON', escaped],
    ['doubly encoded HTML-escaped JSON', JSON.stringify(escaped)],
    ['lists as maps, numbers as strings', { ...raw, blocks: mapped(blocks) }],
    [
      'a single range instead of a list',
      {
        ...raw,
        blocks: blocks.map((block) => ({ ...block, inlineStyleRanges: block.inlineStyleRanges[0] ?? [] })),
      },
    ],
    ['entities as a list', { ...raw, entityMap: Object.values(raw.entityMap) }],
    [
      'lists as maps, in JSON',
      JSON.stringify({ ...raw, blocks: mapped(blocks), entityMap: Object.values(raw.entityMap) }),
    ],
  ])('%s', (_, value) => {
    expect(htmlOf(value)).toBe(expected);
  });
});

test('leaves text that only looks escaped unchanged', () => {
  expect(noteText('&quot;tak&quot; &amp; nie')).toEqual({
    text: '&quot;tak&quot; &amp; nie',
    content: null,
  });
});
