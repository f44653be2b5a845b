import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CallNotLocatedError } from '../../../src/domain/call-not-located.js';
import { aNote } from '../../support/builders.js';
import { type Ccrm, startCcrm } from './a-ccrm.js';
import { intendedNotesExample, notesExample } from './documented-example.js';

const call = {
  workspace: 'acme',
  uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
  localDate: '2025-03-12 11:24:57',
};

let ccrm: Ccrm;

beforeEach(async () => {
  ccrm = await startCcrm();
});

afterEach(() => ccrm.close());

/** Decodes a record with these fields in place of the builder's. */
async function decoded(fields: Readonly<Record<string, unknown>>) {
  ccrm.sandbox.data.notes = { [call.uuid]: [aNote(fields)] };
  const [note] = await ccrm.open().notes(call);
  return note;
}

describe('the documented example', () => {
  test('is UPSTREAM_BAD_RESPONSE verbatim, which isn’t valid JSON', async () => {
    ccrm.sandbox.behaviour.faults = [{ rawBody: notesExample }];
    await expect(ccrm.open().notes(call)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test('is decoded field by field in its corrected form', async () => {
    ccrm.sandbox.behaviour.faults = [{ rawBody: intendedNotesExample }];
    const block = {
      key: 'be2bp',
      text: 'Notatka do tego połączenia',
      type: 'unstyled',
      depth: 0,
      inlineStyleRanges: [],
      entityRanges: [],
      data: {},
    };
    expect(await ccrm.open().notes(call)).toEqual([
      {
        kind: 'Note',
        workspace: 'acme',
        uuid: '1fa7bda9-e853-43d6-9b3c-c194ad59cefd',
        text: 'Notatka do tego połączenia',
        content: { blocks: [block], entityMap: {} },
        createdAt: Date.parse('2022-12-29T11:13:35Z'),
        author: { uuid: 'a26b956b-ce46-48f4-a1bd-b657136d4148', firstName: 'Jan', lastName: 'Kowalski' },
        status: 'ACTIVE',
        pinned: false,
        edited: true,
        files: [],
        person: null,
        organisation: null,
        call,
      },
    ]);
  });
});

describe('a note', () => {
  test.each([
    ['exist', 'ACTIVE'],
    ['EXIST', 'ACTIVE'],
    ['deleted', 'DELETED'],
    ['removed', 'DELETED'],
    ['active', 'ACTIVE'],
    ['', 'ACTIVE'],
    [null, 'ACTIVE'],
    [undefined, 'ACTIVE'],
    ['archived', 'DELETED'],
    [true, 'ACTIVE'],
    [1, 'ACTIVE'],
    ['0', 'DELETED'],
    [false, 'DELETED'],
  ])('with the status %s is %s', async (status, expected) => {
    expect(await decoded({ status })).toMatchObject({ status: expected });
  });

  test.each([
    [1, true],
    ['1', true],
    [true, true],
    [0, false],
    ['0', false],
    [false, false],
    [null, false],
    [undefined, false],
  ])('with pin and edit %j is pinned and edited: %j', async (value, expected) => {
    expect(await decoded({ pin: value, edit: value })).toMatchObject({ pinned: expected, edited: expected });
  });

  test.each([
    ['status', 'archived'],
    ['status', { name: 'exist' }],
    ['pin', 'perhaps'],
    ['edit', 2],
    ['person', { firstName: 'Anna' }],
    ['organisation', 'Acme'],
    ['user', 'Anna'],
    ['text', { body: 'lost' }],
    ['text', ['lost', 'lost']],
    ['text', true],
    ['text', { blocks: 'lost' }],
    ['text', { blocks: [{ text: 'Zadzwonić' }, { text: { html: 'lost' } }] }],
    ['text', { blocks: [['lost']] }],
    ['firstName', { person: { uuid: 'p', firstName: ['Anna'] } }],
    ['name', { person: { uuid: 'p', name: 'Anna Nowak' } }],
    ['firstName', { organisation: { uuid: 'o', firstName: 'Anna' } }],
    ['firstName', { user: { uuid: 'u', firstName: { pl: 'Anna' } } }],
    ['files', [{ fileName: 'lost.pdf' }]],
    ['files', 'umowa.pdf'],
    ['fileSize', { files: [{ uuid: 'f', fileSize: '20 kB' }] }],
    ['fileName', { files: [{ uuid: 'f', fileName: ['umowa.pdf'] }] }],
  ])(
    'whose %s is %j is logged as an anomaly without its content (guard: fieldReader)',
    async (field, value) => {
      const isTopLevel = [
        'status',
        'pin',
        'edit',
        'person',
        'organisation',
        'user',
        'text',
        'files',
      ].includes(field);
      await decoded(isTopLevel ? { [field]: value } : Object(value));
      expect(ccrm.lines).toContainEqual(expect.objectContaining({ msg: 'unknown value', field }));
      expect(JSON.stringify(ccrm.lines)).not.toMatch(/Anna|Acme|lost|umowa/);
    },
  );

  test('has its user, person and organisation even if each is a list of one', async () => {
    const contact = { uuid: '0b7f6a3c-52c7-4f4e-9d5e-0d9e7c1a2b3c', name: 'Acme' };
    const note = await decoded({
      user: [{ firstName: 'Anna' }],
      person: [{ ...contact, firstName: 'Anna' }],
      organisation: [contact],
    });
    expect(note).toMatchObject({
      author: { firstName: 'Anna' },
      person: { uuid: contact.uuid, firstName: 'Anna' },
      organisation: { uuid: contact.uuid, name: 'Acme' },
    });
  });

  test.each(['', null, false, [], {}, { blocks: [] }, { blocks: [null, { text: '' }, { type: 'atomic' }] }])(
    'without text, as PHP serializes it, isn’t an anomaly: %j',
    async (text) => {
      expect((await decoded({ text }))?.text.trim()).toBe('');
      expect(ccrm.lines.filter(({ msg }) => msg === 'unknown value')).toEqual([]);
    },
  );

  test('has its person and its organisation', async () => {
    const person = { uuid: '0b7f6a3c-52c7-4f4e-9d5e-0d9e7c1a2b3c', firstName: 'Anna', lastName: 'Nowak' };
    const organisation = { uuid: '6f0f9b9e-61f5-4c58-bb43-0b8ce4d5f6a7', name: 'Acme' };
    expect(await decoded({ person, organisation })).toMatchObject({
      person: { kind: 'CallContactPerson', ...person, avatar: null },
      organisation: { kind: 'CallContactOrganisation', ...organisation, avatar: null },
    });
    expect(await decoded({ person: {}, organisation: [], user: null })).toMatchObject({
      person: null,
      organisation: null,
      author: null,
    });
  });

  test('has the location of the requested call, whatever call its record contains', async () => {
    expect(await decoded({ call: { uuid: 'another', callDate: '1999-01-01 00:00:00' } })).toMatchObject({
      call,
    });
    expect(await decoded({ call: null })).toMatchObject({ call });
  });

  const file = {
    uuid: '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
    uploadedAt: '2025-07-12 12:14:00',
    relatedTo: 'note',
    mimeType: 'application/pdf',
    fileExtension: 'pdf',
    fileSize: '20480',
    fileDescription: '',
    fileName: 'umowa.pdf',
  };

  test.each([
    ['a list', [file]],
    ['a map', { 0: file }],
    ['a map with a null value', { a: file, b: null }],
    ['a list of lists of one', [[file]]],
  ])('has its files from %s', async (_, files) => {
    const note = await decoded({ files });
    expect(note?.files).toEqual([
      {
        uuid: file.uuid,
        name: 'umowa.pdf',
        extension: 'pdf',
        mimeType: 'application/pdf',
        sizeBytes: 20480,
        description: null,
        relatedTo: 'note',
        uploadedAt: Date.parse('2025-07-12T10:14:00Z'),
      },
    ]);
  });

  test.each([[[]], [{}], [null], [undefined], ['']])('may have no files: %j', async (files) => {
    expect(await decoded({ files })).toMatchObject({ files: [] });
  });

  test('keeps a file with only a valid uuid', async () => {
    const note = await decoded({
      files: [{ uuid: file.uuid, uploadedAt: 'yesterday' }, { fileName: 'lost' }],
    });
    expect(note?.files).toMatchObject([{ uuid: file.uuid, name: null, uploadedAt: null }]);
  });

  test('created in the repeated hour of autumn has the earlier of the two instants', async () => {
    expect(await decoded({ created: '2025-10-26 02:30:00' })).toMatchObject({
      createdAt: Date.parse('2025-10-26T00:30:00Z'),
    });
  });
});

describe('the notes of a call', () => {
  const notes = [
    aNote({ uuid: '00000000-0000-4000-8000-000000000003', created: '2025-03-12 13:00:00' }),
    aNote({
      uuid: '00000000-0000-4000-8000-000000000002',
      created: '2025-03-12 12:00:00',
      status: 'deleted',
    }),
    aNote({ uuid: '00000000-0000-4000-8000-000000000001', created: '2025-03-12 13:00:00' }),
  ];

  test('are ordered oldest first, including deleted ones', async () => {
    ccrm.sandbox.data.notes = { [call.uuid]: notes };
    const read = await ccrm.open().notes(call);
    expect(read.map(({ uuid, status }) => [uuid.at(-1), status])).toEqual([
      ['2', 'DELETED'],
      ['1', 'ACTIVE'],
      ['3', 'ACTIVE'],
    ]);
  });

  const ANOTHER = '99999999-0000-4000-8000-000000000099';
  const CALL = { callDate: '2025-03-12 10:24:57' };

  test('omit those that name another call, which are logged', async () => {
    const own = aNote({ ...notes[0], call: { ...CALL, uuid: call.uuid.toUpperCase() } });
    const foreign = aNote({ ...notes[1], call: { ...CALL, uuid: ANOTHER } });
    ccrm.sandbox.data.notes = { [call.uuid]: [foreign, own] };
    expect(await ccrm.open().notes(call)).toMatchObject([{ uuid: own.uuid }]);
    expect(ccrm.lines.filter(({ msg }) => msg === 'records left out')).toMatchObject([
      { provider: 'ccrm', route: 'notes', reason: 'of another call', count: 1 },
    ]);
  });

  test('are an error if all of them name other calls', async () => {
    ccrm.sandbox.data.notes = { [call.uuid]: [aNote({ call: { ...CALL, uuid: ANOTHER } })] };
    await expect(ccrm.open().notes(call)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test('are returned once each if the response repeats one', async () => {
    const [first, second] = notes;
    ccrm.sandbox.data.notes = { [call.uuid]: [aNote(first), aNote(second), aNote(first)] };
    expect(await ccrm.open().notes(call)).toHaveLength(2);
    expect(ccrm.lines.filter(({ msg }) => msg === 'records left out')).toMatchObject([
      { provider: 'ccrm', route: 'notes', reason: 'same uuid', count: 1 },
    ]);
  });

  test('omit only an invalid note, which is logged without its content', async () => {
    const [good] = notes;
    const odd = { ...aNote({ uuid: 'no uuid', text: 'private' }) };
    ccrm.sandbox.data.notes = { [call.uuid]: [odd, ...(good === undefined ? [] : [good])] };
    expect(await ccrm.open().notes(call)).toHaveLength(1);
    expect(ccrm.lines.filter(({ msg }) => msg === 'records left out')).toMatchObject([
      { provider: 'ccrm', route: 'notes', count: 1 },
    ]);
    expect(JSON.stringify(ccrm.lines)).not.toContain('private');
  });

  test.each([
    ['an empty list comes', 1, []],
    ['an empty list comes', '3', []],
    ['an empty map comes', 1, {}],
  ])('are an error if %s with a total of %s', async (_, totalCount, data) => {
    ccrm.sandbox.behaviour.faults = [
      { status: 200, body: { success: true, data, otherData: { totalCount } }, times: 2 },
    ];
    await expect(ccrm.open().notes(call)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test('are read again if the response has fewer than their total, because it may be truncated', async () => {
    ccrm.sandbox.data.notes = { [call.uuid]: notes };
    const cut = { success: true, data: notes.slice(1), otherData: { totalCount: 3 } };
    ccrm.sandbox.behaviour.faults = [{ status: 200, body: cut, times: 1 }];
    expect(await ccrm.open().notes(call)).toHaveLength(3);
  });

  // Red if the notes of such an account are an error for ever, and never archived.
  test('are accepted if they come twice with the same total, which is ignored from then on', async () => {
    const answer = (data: unknown) => ({ success: true, data, otherData: { totalCount: 7 } });
    ccrm.sandbox.behaviour.faults = [{ status: 200, body: answer(notes) }];
    expect(await ccrm.open().notes(call)).toHaveLength(3);
    expect(ccrm.lines).toContainEqual(expect.objectContaining({ msg: 'suspect response', route: 'notes' }));
    ccrm.sandbox.behaviour.faults = [{ status: 200, body: answer([]) }];
    expect(await ccrm.open().notes(call)).toEqual([]);
    expect(ccrm.requests('notes')).toHaveLength(4);
  });

  test('take one request per operation, however often they are requested', async () => {
    const history = ccrm.open();
    await Promise.all([history.notes(call), history.notes(call)]);
    await history.notes({ ...call });
    await expect(history.findByUuid(call.uuid)).rejects.toThrow(CallNotLocatedError);
    expect(ccrm.requests('notes')).toHaveLength(1);
  });

  test('are requested again by the next operation', async () => {
    expect(await ccrm.open().notes(call)).toEqual([]);
    ccrm.sandbox.data.notes = { [call.uuid]: notes };
    expect(await ccrm.open().notes(call)).toHaveLength(3);
  });
});
