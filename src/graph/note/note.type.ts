import { GraphQLJSONObject } from 'graphql-scalars';
import { ID, Int, ObjectType } from 'type-graphql';
import type * as domain from '../../domain/note.js';
import { CallContactOrganisationType, CallContactPersonType } from '../call/call-party.type.js';
import { CallUserType } from '../call/call.type.js';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import { EntityType } from '../relay/entity-type.js';
import { personal } from '../personal-data/personal-data.js';
import { Fields, nullable, required } from '../schema/fields.js';
import { graphqlEnum } from '../schema/graphql-enum.js';
import { Costs } from '../cost/costs.js';
import { noteItems } from '../cost/entity-costs.js';
import { type Connection, connectionType } from '../relay/connection.type.js';

const NoteStatus = graphqlEnum<domain.NoteStatus>('NoteStatus', 'Whether a note was deleted.', {
  ACTIVE: 'It was not deleted.',
  DELETED: 'It was deleted.',
});

@ObjectType('NoteFile', { description: 'A file that is attached to a note.' })
@Fields<domain.NoteFile>({
  uuid: required(ID, 'The file’s uuid.'),
  name: personal('TEXT', 'File name.'),
  extension: nullable(String, 'File name extension, such as `pdf`.'),
  mimeType: nullable(String, 'MIME type, such as `application/pdf`.'),
  sizeBytes: nullable(Int, 'Size in bytes.'),
  description: personal('TEXT', 'The uploader’s description of the file.'),
  relatedTo: nullable(String, 'What the file belongs to, as the provider writes it; usually `note`.'),
  uploadedAt: nullable(DateTimeScalar, 'When it was uploaded.'),
})
class NoteFileType {}

@EntityType('Note', ['id'], 'A note that a CRM user wrote on a call, from ccrm.pl.')
@Fields<Omit<domain.Note, 'kind' | 'workspace' | 'call'>>({
  uuid: required(ID, 'The CRM’s uuid of the note.'),
  text: personal(
    'TEXT',
    'Plain text, one line for each paragraph; the provider’s text unchanged if its Draft.js content can’t be parsed.',
  ),
  content: personal(
    'TEXT',
    'The Draft.js raw content as the provider sent it; null if the note is plain text or can’t be parsed.',
    GraphQLJSONObject,
    Costs({ weight: 20 }),
  ),
  createdAt: required(DateTimeScalar, 'When it was written.'),
  author: nullable(CallUserType, 'The CRM user who wrote it.'),
  status: required(NoteStatus, 'Whether it was deleted.'),
  pinned: required(Boolean, 'Whether it was pinned to the top.'),
  edited: required(Boolean, 'Whether it was edited after it was written.'),
  files: required([NoteFileType], 'The files attached to it.'),
  person: nullable(CallContactPersonType, 'The contact that it is about, if that is a person.'),
  organisation: nullable(
    CallContactOrganisationType,
    'The contact that it is about, if that is an organisation.',
  ),
})
export class NoteType {}

export type NoteConnection = Connection<domain.Note>;

export const NoteConnection = connectionType<domain.Note>({
  kind: 'Note',
  item: NoteType,
  description: 'A page of the notes that a search finds, newest first.',
  totalCount: 'The number of notes that the search finds, on all pages.',
  itemCost: noteItems,
});
