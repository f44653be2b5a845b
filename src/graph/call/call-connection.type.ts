import type { Call } from '../../domain/call.js';
import { pageItems } from '../cost/field-costs.js';
import { totalCount } from '../cost/range-costs.js';
import { type Connection, connectionType } from '../relay/connection.type.js';
import { CallType } from './call.type.js';

export type CallConnection = Connection<Call>;

export const CallConnection = connectionType<Call>({
  kind: 'Call',
  item: () => CallType,
  description: 'A page of the calls of a range.',
  itemCost: pageItems,
  totalCount: {
    description:
      'The number of matching calls in the whole range; null if it can’t be determined, such as with a filter over a range of more than 20,000 calls.',
    costs: { charge: totalCount },
  },
});
