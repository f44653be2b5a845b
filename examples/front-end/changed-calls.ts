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
 * While `isOn`, shows every change of a call wherever the call is shown, as the cache has each call once, by its id; and
 * has the chart drawn again. A call that doesn’t fit the filter any more stays in its place until the list is asked for anew.
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
