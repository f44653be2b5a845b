import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/*
 * The sandbox in a process of its own, with what makes an answer dear: 5,000 calls a day, long texts of a client,
 * many extensions, and notes that are one link under many styles. BUILT is the folder with the copied build.
 */

const DAYS = 3;
const CALLS_A_DAY = 5000;
const EXTENSIONS = 1000;
const LONG_TEXT = 125_000;
const HOSTILE_NOTES = 200;
const DAY = 86_400_000;

const { BUILT } = process.env;
const { startSandbox } = await import(pathToFileURL(join(BUILT, 'dist/sandbox/sandbox.js')).href);

const now = Date.now();
const sandbox = await startSandbox({ now: new Date(now) });
const { data } = sandbox;
const models = data.calls.filter((call) => call.note !== 0).slice(0, 500);
const extensions = data.extensions;
data.calls = Array.from({ length: DAYS * CALLS_A_DAY }, (_, index) => ({
  ...models[index % models.length],
  uuid: uuidOf(index),
  callDate: localDate(now - Math.floor((index * DAY) / CALLS_A_DAY)),
  note: index < HOSTILE_NOTES ? 1 : 0,
}));
data.notes = Object.fromEntries(
  data.calls
    .slice(0, HOSTILE_NOTES)
    .map((call, index) => [call.uuid, [hostileNote(call, index % 2 === 0 ? oneLink() : manyLinks())]]),
);
data.extensions = Array.from({ length: EXTENSIONS }, (_, index) => ({
  ...extensions[index % extensions.length],
  SIP: `sip-${index}`,
  Name: `Zażółć gęślą jaźń ${index}`,
}));
data.client = { ...data.client, email: 'e'.repeat(LONG_TEXT), name: 'Acme' };
process.send(sandbox.url);
process.once('disconnect', () => process.exit());

function uuidOf(index) {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** As the wall clock of Warsaw shows it. */
function localDate(instant) {
  return new Date(instant).toLocaleString('sv-SE', { timeZone: 'Europe/Warsaw' });
}

/** A link of 130 KB under many styles. */
function oneLink() {
  const text = 'x'.repeat(400);
  const url = 'https://example.com/'.padEnd(130_000, 'a');
  const inlineStyleRanges = Array.from({ length: 200 }, (_, at) => ({
    offset: 2 * at,
    length: 1,
    style: 'BOLD',
  }));
  const entityRanges = [{ offset: 0, length: text.length, key: 0 }];
  return contentOf([{ text, inlineStyleRanges, entityRanges }], url);
}

/** A link under each letter of many blocks. */
function manyLinks() {
  const entityRanges = Array.from({ length: 200 }, (_, offset) => ({ offset, length: 1, key: 0 }));
  const blocks = Array.from({ length: 15 }, () => ({
    text: 'x'.repeat(200),
    inlineStyleRanges: [],
    entityRanges,
  }));
  return contentOf(blocks, 'http://a/?'.padEnd(2000, '&'));
}

function contentOf(blocks, url) {
  const whole = blocks.map((block) => ({ key: 'block', type: 'unstyled', depth: 0, data: {}, ...block }));
  return { blocks: whole, entityMap: { 0: { type: 'LINK', mutability: 'MUTABLE', data: { url } } } };
}

function hostileNote({ uuid, callDate }, content) {
  return {
    uuid: uuid.replace(/^0{8}/, '11111111'),
    text: JSON.stringify(content),
    created: callDate,
    user: { firstName: 'Ewa', lastName: 'Nowak', uuid: '22222222-0000-4000-8000-000000000000' },
    status: 'exist',
    call: { uuid, callDate },
    organisation: null,
    person: null,
    pin: 0,
    files: [],
    edit: 0,
  };
}
