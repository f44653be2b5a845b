import { expect, test } from '@jest/globals';
import { readNoteText } from '../../../src/providers/ccrm/notes/draft-content.js';
import { ALREADY_REPORTED } from '../../../src/upstream/anomalies.js';

const noteText = (value: unknown) => readNoteText(value, ALREADY_REPORTED);

const blocks = [
  { key: 'a', text: 'Zadzwonić jutro', type: 'unstyled' },
  { key: 'b', text: '', type: 'unstyled' },
  { key: 'c', text: 'o umowie', type: 'unordered-list-item' },
];
const content = { blocks, entityMap: {} };
const text = 'Zadzwonić jutro\n\no umowie';

test.each([
  ['a JSON string', JSON.stringify(content)],
  ['an indented JSON string', ` \n${JSON.stringify(content, null, 2)}`],
  ['an object', content],
])('Draft.js content as %s is converted to one line of text for each block', (_, value) => {
  expect(noteText(value)).toEqual({ text, content });
});

test('blocks may be a map', () => {
  const map = { blocks: { 0: { text: 'one' }, 1: { text: 'two' } } };
  const list = { blocks: [{ text: 'one' }, { text: 'two' }] };
  expect(noteText(map)).toEqual({ text: 'one\ntwo', content: list });
});

test.each([
  'Zadzwonić jutro',
  '{"blocks":[',
  '{"blocks":',
  '{nie JSON}',
  '{"blok":[]}',
  '{"blocks":null}',
  '["blocks"]',
  '107',
  'true',
  '  wcięcie  ',
])('%j is plain text', (value) => {
  expect(noteText(value)).toEqual({ text: value, content: null });
});

test('the text of the documented example, cut short by unescaped quotes, is plain text', () => {
  expect(noteText('{')).toEqual({ text: '{', content: null });
});

test.each([[null], [undefined], [''], [{}], [[]], [true], [{ blocks: 'text' }]])(
  '%j is an empty text',
  (value) => {
    expect(noteText(value)).toEqual({ text: '', content: null });
  },
);

test.each([[[]], [{}]])('content with the blocks %j is empty', (none) => {
  expect(noteText({ blocks: none })).toEqual({ text: '', content: { blocks: [] } });
});

test('a block without text is an empty line', () => {
  const odd = { blocks: [{ text: 'one' }, null, { text: null }, { type: 'atomic' }, { text: 5 }] };
  expect(noteText(odd).text).toBe('one\n\n\n\n5');
});

test('a block that is a plain string is a line', () => {
  expect(noteText({ blocks: ['one', '', 2] })).toEqual({
    text: 'one\n\n2',
    content: { blocks: ['one', '', '2'].map((line) => ({ text: line, type: 'unstyled' })) },
  });
});

test.each([
  { Blocks: [{ Text: 'one' }], entity_map: [] },
  JSON.stringify({ Blocks: [{ Text: 'one' }], entity_map: [] }),
])('content with keys in another case is decoded: %j', (value) => {
  expect(noteText(value)).toMatchObject({
    text: 'one',
    content: { blocks: [{ text: 'one' }], entityMap: {} },
  });
});

test.each([
  ['a JSON string', '{"blocks":[],"entityMap":{"0":{"data":{"id":9007199254740993}}}}'],
  ['an object', { blocks: [], entityMap: { 0: { data: { id: 9007199254740993n } } } }],
])('a 64-bit number in content as %s keeps its digits and can be serialized as JSON', (_, value) => {
  const { content: read } = noteText(value);
  expect(JSON.parse(JSON.stringify(read))).toEqual({
    blocks: [],
    entityMap: { 0: { data: { id: '9007199254740993' } } },
  });
});

test('content that is nested too deeply is plain text', () => {
  const deep = `{"blocks":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(noteText(deep)).toEqual({ text: deep, content: null });
});
