import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aCall, aNote } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { DAY } from '../../support/a-company.js';

const EVERY_FIELD = `query ($from: DateTime!, $to: DateTime!, $includeDeleted: Boolean) {
  calls(from: $from, to: $to) {
    nodes {
      notes(includeDeleted: $includeDeleted) {
        __typename uuid text html content createdAt author { uuid firstName lastName } status pinned edited
        files { uuid name extension mimeType sizeBytes description relatedTo uploadedAt }
        person { uuid firstName lastName avatar }
        organisation { uuid name avatar }
        call { uuid startedAt }
      }
    }
  }
}`;

const DRAFT = {
  blocks: [
    {
      key: 'be2bp',
      text: 'Notatka do tego połączenia',
      type: 'unstyled',
      depth: 0,
      inlineStyleRanges: [],
      entityRanges: [],
      data: {},
    },
  ],
  entityMap: {},
};

const DOCUMENTED = {
  __typename: 'Note',
  uuid: '1fa7bda9-e853-43d6-9b3c-c194ad59cefd',
  text: 'Notatka do tego połączenia',
  html: '<p dir="auto">Notatka do tego połączenia</p>',
  content: DRAFT,
  createdAt: '2025-03-12T11:13:35Z',
  author: {
    uuid: 'a26b956b-ce46-48f4-a1bd-b657136d4148',
    firstName: 'Katarzyna',
    lastName: 'Nowak',
  },
  status: 'ACTIVE',
  pinned: false,
  edited: false,
  files: [],
  person: null,
  organisation: null,
  call: { uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe', startedAt: '2025-03-12T10:24:57Z' },
};

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: { calls: [aCall({ note: 1 })] } } });
});
afterAll(() => board.close());

async function notesFor(notes: ReturnType<typeof aNote>[], variables = {}): Promise<readonly unknown[]> {
  board.sandbox.data.notes = { [aCall().uuid]: notes };
  const { data, errors } = await board.query<{ calls: { nodes: { notes: unknown[] }[] } }>(EVERY_FIELD, {
    ...DAY,
    ...variables,
  });
  expect(errors).toBeUndefined();
  return data?.calls.nodes[0]?.notes ?? [];
}

test('returns every field of the documented note', async () => {
  expect(await notesFor([aNote()])).toEqual([DOCUMENTED]);
});

test('returns the files, person and organisation of a note', async () => {
  const [note] = await notesFor([
    aNote({
      pin: 1,
      edit: 1,
      text: 'Oddzwonić <jutro>',
      person: { uuid: 'c0000000-0000-4000-8000-000000000001', firstName: 'Ewa', lastName: 'Mazur' },
      organisation: { uuid: 'c0000000-0000-4000-8000-000000000002', name: 'Hurtownia Zenit' },
      files: [
        {
          uuid: 'f0000000-0000-4000-8000-000000000001',
          uploadedAt: '2025-07-01 12:00:00',
          relatedTo: 'note',
          mimeType: 'application/pdf',
          fileExtension: 'pdf',
          fileSize: 48213,
          fileDescription: 'Umowa',
          fileName: 'umowa.pdf',
        },
        { uuid: 'f0000000-0000-4000-8000-000000000002' },
      ],
    }),
  ]);
  expect(note).toEqual({
    ...DOCUMENTED,
    text: 'Oddzwonić <jutro>',
    html: '<p dir="auto">Oddzwonić &lt;jutro&gt;</p>',
    content: null,
    pinned: true,
    edited: true,
    person: {
      uuid: 'c0000000-0000-4000-8000-000000000001',
      firstName: 'Ewa',
      lastName: 'Mazur',
      avatar: null,
    },
    organisation: { uuid: 'c0000000-0000-4000-8000-000000000002', name: 'Hurtownia Zenit', avatar: null },
    files: [
      {
        uuid: 'f0000000-0000-4000-8000-000000000001',
        name: 'umowa.pdf',
        extension: 'pdf',
        mimeType: 'application/pdf',
        sizeBytes: 48213,
        description: 'Umowa',
        relatedTo: 'note',
        uploadedAt: '2025-07-01T10:00:00Z',
      },
      {
        uuid: 'f0000000-0000-4000-8000-000000000002',
        name: null,
        extension: null,
        mimeType: null,
        sizeBytes: null,
        description: null,
        relatedTo: null,
        uploadedAt: null,
      },
    ],
  });
});

const LATER = aNote({ uuid: '10000000-0000-4000-8000-000000000002', created: '2025-03-12 15:00:00' });
const DELETED = aNote({
  uuid: '10000000-0000-4000-8000-000000000003',
  created: '2025-03-12 13:00:00',
  status: 'deleted',
});

test.each([
  ['omitted', {}, [aNote().uuid, LATER.uuid]],
  ['false', { includeDeleted: false }, [aNote().uuid, LATER.uuid]],
  ['null', { includeDeleted: null }, [aNote().uuid, LATER.uuid]],
  ['true', { includeDeleted: true }, [aNote().uuid, DELETED.uuid, LATER.uuid]],
])('sorts notes oldest first, with includeDeleted %s', async (_, variables, expected) => {
  const notes = await notesFor([LATER, DELETED, aNote()], variables);
  expect(notes).toEqual(expected.map((uuid) => expect.objectContaining({ uuid })));
});
