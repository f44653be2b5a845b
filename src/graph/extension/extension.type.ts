import { Field, ID, ObjectType } from 'type-graphql';
import type { Extension, ExtensionAccount, ExtensionUser } from '../../domain/extension.js';
import { pageItems } from '../cost/entity-costs.js';
import { type Connection, connectionType } from '../relay/connection.type.js';
import { EntityType } from '../relay/entity-type.js';
import { PersonalData, PersonalDataTag } from '../personal-data/personal-data.js';
import { Nullable } from '../schema/nullable.js';

@ObjectType('ExtensionAccount', {
  description: 'The account that an extension is defined in: one organisation can have several.',
})
export class ExtensionAccountType implements ExtensionAccount {
  @Field(() => ID, { description: 'Voicenter’s number of the account.' })
  declare readonly id: string;

  @Nullable(() => String, 'The account’s name.')
  declare readonly name: string | null;
}

@PersonalDataTag()
@ObjectType('ExtensionUser', {
  description: 'The user that an extension is defined for.',
})
export class ExtensionUserType implements ExtensionUser {
  @PersonalData('NAME')
  @Nullable(() => String, 'The user’s name.')
  declare readonly name: string | null;

  @PersonalData('EMAIL')
  @Nullable(() => String, 'The user’s e-mail address.')
  declare readonly email: string | null;
}

@EntityType('Extension', ['id', 'sip'], 'An extension of the company’s phone system, from Voicenter.')
export class ExtensionType implements Omit<Extension, 'kind' | 'workspace'> {
  @Field(() => ID, { description: 'SIP user, unique within the organisation.' })
  declare readonly sip: string;

  @Field(() => String, { description: 'The extension’s name, as the administrator wrote it; may be empty.' })
  declare readonly name: string;

  @Nullable(
    () => String,
    'The number that colleagues dial inside the organisation. Two accounts can use the same one.',
  )
  declare readonly speedDial: string | null;

  @Field(() => ExtensionAccountType, { description: 'The account that the extension is defined in.' })
  declare readonly account: ExtensionAccountType;

  @PersonalDataTag()
  @Nullable(() => ExtensionUserType, 'The user of the extension; null if it has none.')
  declare readonly user: ExtensionUserType | null;
}

export type ExtensionConnection = Connection<Extension>;

export const ExtensionConnection = connectionType<Extension>({
  kind: 'Extension',
  item: () => ExtensionType,
  description: 'A page of extensions, ordered by name, then SIP.',
  itemCost: pageItems,
  totalCount: { description: 'The number of matching extensions on all pages.' },
});
