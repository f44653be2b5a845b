import { relayStylePagination } from '@apollo/client/utilities';

type ConnectionPolicy = ReturnType<typeof relayStylePagination>;

/**
 * Joins the pages of a connection to one list, for each set of the arguments in `keyArgs`. A connection that couldn't
 * be had stays null if nothing of it is known: by itself, Apollo's policy makes an empty list of it. A page is left out
 * if the one before it isn't in the list, which began anew in the meantime: Apollo's policy would leave a gap.
 */
function connectionPolicy(keyArgs: string[]): ConnectionPolicy {
  const { merge, ...policy } = relayStylePagination(keyArgs);
  return {
    ...policy,
    merge(existing, incoming, options) {
      if (typeof merge !== 'function' || (!existing && !incoming)) return null;
      const after: unknown = options.args?.['after'];
      const isNext = typeof after !== 'string' || existing?.edges.some(({ cursor }) => cursor === after);
      if (existing && isNext !== true) return existing;
      return merge(existing ?? undefined, incoming, options);
    },
  };
}

const CALLS = connectionPolicy(['workspace', 'from', 'to', 'filter', 'order']);
const EXTENSIONS = connectionPolicy(['workspace', 'search']);
const NOTES = connectionPolicy(['workspace', 'search', 'from', 'to']);

/** Every connection of Switchboard. */
export const connectionPolicies = {
  Query: { fields: { calls: CALLS, extensions: EXTENSIONS, notes: NOTES } },
  Client: { fields: { calls: CALLS, extensions: EXTENSIONS } },
  Extension: { fields: { calls: CALLS } },
};
