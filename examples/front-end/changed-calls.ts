import { useSubscription } from '@apollo/client/react';
import { graphql } from './generated/gql.ts';

const ChangedCall = graphql(`
  subscription ChangedCall {
    callChanged {
      id
      ...CallRow
      ...CallNotes
    }
  }
`);

/**
 * While `isOn`, updates every changed call wherever it is shown, because the cache has each call once by its id, and
 * redraws the chart. A call that no longer matches the filter keeps its place until the list is requested again.
 */
export function useChangedCalls(isOn: boolean): void {
  useSubscription(ChangedCall, {
    skip: !isOn,
    errorPolicy: 'ignore',
    onData({ client }) {
      void client.refetchQueries({ include: ['CallsPerHour'] });
    },
  });
}
