import { relayStylePagination } from '@apollo/client/utilities';

type ConnectionPolicy = ReturnType<typeof relayStylePagination>;

/**
 * Joins the pages of a connection to one list, for each set of the arguments in `keyArgs`. Unlike with Apollo's policy,
 * an unavailable connection stays null instead of empty if nothing of it is known, and a page whose predecessor isn't
 * in the list, which has been reloaded meanwhile, is dropped instead of leaving a gap.
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
