import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { CallContactOrganisation, CallContactPerson } from '../../domain/call.js';
import type * as domain from '../../domain/note.js';
import { CallContactOrganisationType, CallContactPersonType } from '../call/call-party.type.js';
import { CallUserType } from '../call/call.type.js';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import { EntityType } from '../relay/entity-type.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { graphqlEnum } from '../schema/graphql-enum.js';
import { Costs } from '../cost/costs.js';
import { noteItems } from '../cost/entity-costs.js';
import { type Connection, connectionType } from '../relay/connection.type.js';
import { Nullable } from '../schema/nullable.js';

const NoteStatus = graphqlEnum<domain.NoteStatus>('NoteStatus', 'Whether a note was deleted.', {
  ACTIVE: 'It was not deleted.',
  DELETED: 'It was deleted.',
});

@ObjectType('NoteFile', { description: 'A file that is attached to a note.' })
export class NoteFileType implements domain.NoteFile {
  @Field(() => ID, { description: 'The file’s uuid.' })
  declare readonly uuid: string;

  @PersonalData('TEXT')
  @Nullable(() => String, 'File name.')
  declare readonly name: string | null;

  @Nullable(() => String, 'File name extension, such as `pdf`.')
  declare readonly extension: string | null;

  @Nullable(() => String, 'MIME type, such as `application/pdf`.')
  declare readonly mimeType: string | null;

  @Nullable(() => Int, 'Size in bytes.')
  declare readonly sizeBytes: number | null;

  @PersonalData('TEXT')
  @Nullable(() => String, 'The uploader’s description of the file.')
  declare readonly description: string | null;

  @Nullable(() => String, 'What the file belongs to, as the provider writes it; usually `note`.')
  declare readonly relatedTo: string | null;

  @Nullable(() => DateTimeScalar, 'When it was uploaded.')
  declare readonly uploadedAt: number | null;
}

@EntityType('Note', ['id'], 'A note that a CRM user wrote on a call, from ccrm.pl.')
export class NoteType implements Omit<domain.Note, 'kind' | 'workspace' | 'text' | 'content' | 'call'> {
  @Field(() => ID, { description: 'The CRM’s uuid of the note.' })
  declare readonly uuid: string;

  @PersonalData('TEXT')
  @Nullable(
    () => String,
    'Plain text, one line for each paragraph; the provider’s text unchanged if its Draft.js content can’t be parsed.',
  )
  declare readonly text: string | null;

  @PersonalData('TEXT')
  @Costs({ weight: 20 })
  @Nullable(
    () => GraphQLJSONObject,
    'The Draft.js raw content as the provider sent it; null if the note is plain text or can’t be parsed.',
  )
  declare readonly content: domain.Note['content'];

  @Field(() => DateTimeScalar, { description: 'When it was written.' })
  declare readonly createdAt: number;

  @Nullable(() => CallUserType, 'The CRM user who wrote it.')
  declare readonly author: CallUserType | null;

  @Field(() => NoteStatus, { description: 'Whether it was deleted.' })
  declare readonly status: domain.NoteStatus;

  @Field(() => Boolean, { description: 'Whether it was pinned to the top.' })
  declare readonly pinned: boolean;

  @Field(() => Boolean, { description: 'Whether it was edited after it was written.' })
  declare readonly edited: boolean;

  @Field(() => [NoteFileType], { description: 'The files attached to it.' })
  declare readonly files: readonly NoteFileType[];

  @Nullable(() => CallContactPersonType, 'The contact that it is about, if that is a person.')
  declare readonly person: CallContactPerson | null;

  @Nullable(() => CallContactOrganisationType, 'The contact that it is about, if that is an organisation.')
  declare readonly organisation: CallContactOrganisation | null;
}

export type NoteConnection = Connection<domain.Note>;

export const NoteConnection = connectionType<domain.Note>({
  kind: 'Note',
  item: () => NoteType,
  description: 'A page of the notes that a search finds, newest first.',
  itemCost: noteItems,
  totalCount: { description: 'The number of notes that the search finds, on all pages.' },
});
