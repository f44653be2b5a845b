import { ID, ObjectType } from 'type-graphql';
import type { Extension, ExtensionAccount, ExtensionUser } from '../../domain/extension.js';
import { pageItems } from '../cost/entity-costs.js';
import { type Connection, connectionType } from '../relay/connection.type.js';
import { EntityType } from '../relay/entity-type.js';
import { PersonalDataTag, personal } from '../personal-data/personal-data.js';
import { Fields, nullable, required } from '../schema/fields.js';

@ObjectType('ExtensionAccount', {
  description: 'The account that an extension is defined in: one organisation can have several.',
})
@Fields<ExtensionAccount>({
  id: required(ID, 'Voicenter’s number of the account.'),
  name: nullable(String, 'The account’s name.'),
})
class ExtensionAccountType {}

@PersonalDataTag()
@ObjectType('ExtensionUser', { description: 'The user that an extension is defined for.' })
@Fields<ExtensionUser>({
  name: personal('NAME', 'The user’s name.'),
  email: personal('EMAIL', 'The user’s e-mail address.'),
})
class ExtensionUserType {}

@EntityType('Extension', ['id', 'sip'], 'An extension of the company’s phone system, from Voicenter.')
@Fields<Omit<Extension, 'kind' | 'workspace'>>({
  sip: required(ID, 'SIP user, unique within the organisation.'),
  name: required(String, 'The extension’s name, as the administrator wrote it; may be empty.'),
  speedDial: nullable(
    String,
    'The number that colleagues dial inside the organisation. Two accounts can use the same one.',
  ),
  account: required(ExtensionAccountType, 'The account that the extension is defined in.'),
  user: nullable(ExtensionUserType, 'The user of the extension; null if it has none.', PersonalDataTag()),
})
export class ExtensionType {}

export type ExtensionConnection = Connection<Extension>;

export const ExtensionConnection = connectionType<Extension>({
  kind: 'Extension',
  item: ExtensionType,
  description: 'A page of extensions, ordered by name, then SIP.',
  totalCount: 'The number of matching extensions on all pages.',
  itemCost: pageItems,
});
