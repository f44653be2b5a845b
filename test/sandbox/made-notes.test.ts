import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { WireCall, WireNote } from '../../src/sandbox/wire.js';
import { distinct, elements, fields, form } from './wire-forms.js';

/** A Sunday, 2 p.m. in Warsaw. */
const NOW = new Date('2026-06-14T12:00:00Z');

let sandbox: Sandbox;
let calls: readonly WireCall[];
let notes: readonly WireNote[];

beforeAll(async () => {
  sandbox = await startSandbox({ now: NOW });
  calls = sandbox.data.calls;
  notes = Object.values(sandbox.data.notes).flat();
});

afterAll(() => sandbox.close());

test('about one call in eight is marked as having notes, and has up to four', () => {
  const noted = calls.filter(({ note }) => note === 1);
  expect(noted.length / calls.length).toBeGreaterThan(0.1);
  expect(noted.length / calls.length).toBeLessThan(0.15);
  expect(distinct(noted.map(({ uuid }) => sandbox.data.notes[uuid]?.length))).toEqual([
    '0',
    '1',
    '2',
    '3',
    '4',
  ]);
});

test('note texts are Draft.js content, plain text, objects, and JSON that doesn’t parse', () => {
  const kind = (text: unknown): string => {
    if (typeof text !== 'string') return form(text);
    if (!text.startsWith('{')) return 'plain';
    return text.endsWith('}') ? 'content' : 'broken';
  };
  expect(distinct(notes.map(({ text }) => kind(text)))).toEqual(['broken', 'content', 'object', 'plain']);
});

test('style ranges cover their words, after an emoji too', () => {
  const emoji = notes.find(({ text }) => String(text).includes('👍') && String(text).endsWith('}}'));
  const [block] = elements(fields(JSON.parse(String(emoji?.text))).blocks);
  const styled = elements(block?.inlineStyleRanges).map(({ style, offset, length }) => [
    style,
    String(block?.text).slice(Number(offset), Number(offset) + Number(length)),
  ]);
  expect(styled).toEqual([
    ['BOLD', 'załatwiona'],
    ['ITALIC', 'bardzo zadowolony'],
  ]);
});

test('Draft.js content has lists, a header and a link', () => {
  const content = notes.map(({ text }) => String(text)).join('\n');
  for (const part of [
    '"unordered-list-item"',
    '"ordered-list-item"',
    '"header-two"',
    '"LINK"',
    '"depth":1',
  ]) {
    expect(content).toContain(part);
  }
});

test('some notes are deleted, pinned or edited, have files in every form, a person or an organisation', () => {
  expect(distinct(notes.map(({ status }) => status))).toEqual(['deleted', 'exist']);
  expect(distinct(notes.map(({ pin }) => pin))).toEqual(['0', '1']);
  expect(distinct(notes.map(({ edit }) => edit))).toEqual(['0', '1']);
  expect(distinct(notes.map(({ files }) => form(files)))).toEqual([
    '[]',
    'array',
    'missing',
    'null',
    'object',
    '{}',
  ]);
  expect(distinct(notes.map(({ person }) => form(person)))).toEqual(['null', 'object']);
  expect(distinct(notes.map(({ organisation }) => form(organisation)))).toEqual(['null', 'object']);
});

test("a note has its call's date in UTC, and the call's number in two forms", () => {
  const localDates = new Map<unknown, string>(calls.map(({ uuid, callDate }) => [uuid, callDate]));
  const hours = notes.map(({ call }) => {
    const { uuid, callDate } = fields(call);
    return (Date.parse(`${localDates.get(uuid)}Z`) - Date.parse(`${String(callDate)}Z`)) / 3_600_000;
  });
  expect(distinct(hours)).toEqual(['1', '2']);
  const numbers = notes.map(({ call }) => String(fields(fields(call).externalNumber).numberFormatted));
  expect(numbers.some((number) => number.startsWith('+'))).toBe(true);
  expect(numbers.some((number) => /^\d+$/.test(number))).toBe(true);
});

test('a few dates and statuses are served in undocumented forms', async () => {
  const headers = { authorization: `Bearer ${sandbox.credentials.ccrmToken}` };
  const answered = await Promise.all(
    Object.keys(sandbox.data.notes)
      .slice(0, 200)
      .map(async (uuid) => {
        const answer = await fetch(`${sandbox.ccrmUrl}/notes?callHistory=${uuid}`, { headers });
        return elements(fields(await answer.json()).data);
      }),
  );
  const written = answered.flat();
  expect(distinct(written.map(({ status }) => String(status)))).toEqual([
    'active',
    'deleted',
    'exist',
    'undefined',
  ]);
  const forms = written.map(({ created }) => form(created));
  expect(distinct(forms)).toEqual(['object', 'string']);
});
