import type { Extension } from '../../domain/extension.js';
import { pageItems } from '../cost/field-costs.js';
import { type Connection, connectionType } from '../relay/connection.type.js';
import { ExtensionType } from './extension.type.js';

export type ExtensionConnection = Connection<Extension>;

export const ExtensionConnection = connectionType<Extension>({
  kind: 'Extension',
  item: () => ExtensionType,
  description: 'A page of extensions, ordered by name, then SIP.',
  itemCost: pageItems,
  totalCount: { description: 'The number of matching extensions on all pages.' },
});
