import { DateTime } from '../date-time.mjs';
import { newestWithin } from '../providers/call-range.mjs';
import { decodeCall, decodeExtension, decodeNotes, Directory } from '../providers/decode.mjs';
import { localDate } from '../providers/local-time.mjs';
import { wholeRange } from '../providers/requests.mjs';

/** By operation: Mesh alone would ask for the client of every call. */
const clients = new WeakMap();

/** The public graph's fields over those of the REST APIs. */
export const resolvers = {
  DateTime,
  Query: {
    calls: {
      resolve: async (root, { from, to, first }, context, info) => {
        const page = (number) =>
          context.Ccrm.Query.callHistory({
            root,
            args: { dateFrom: localDate(from), dateTo: localDate(to), page: String(number) },
            selectionSet: '{ data otherData { totalCount } }',
            context,
            info,
          });
        const [records, directory] = await Promise.all([
          wholeRange(page),
          readDirectory(root, context, info),
        ]);
        const found = newestWithin(records, from, to);
        return {
          totalCount: found.length,
          nodes: found.slice(0, first).map((record) => callOf(record, directory)),
        };
      },
    },
  },
  Call: {
    notes: {
      resolve: async (root, _args, context, info) => {
        if (!root.hasNotes) return [];
        const { data } = await context.Ccrm.Query.notesOfCall({
          root,
          args: { uuid: root.uuid },
          selectionSet: '{ data }',
          context,
          info,
        });
        return decodeNotes(data);
      },
    },
    client: {
      resolve: (root, _args, context, info) => {
        if (!clients.has(context)) clients.set(context, readClient(root, context, info));
        return clients.get(context);
      },
    },
  },
};

function readClient(root, context, info) {
  return context.Ringme.Query.ringmeClient({ root, selectionSet: '{ name timezone }', context, info });
}

async function readDirectory(root, context, info) {
  const { EXTENSIONS } = await context.Voicenter.Query.getExtensions({
    root,
    selectionSet: '{ EXTENSIONS }',
    context,
    info,
  });
  return new Directory(EXTENSIONS.map(decodeExtension));
}

function callOf(record, directory) {
  const call = decodeCall(record);
  const agents = call.agents.map((agent) => ({ ...agent, extension: directory.find(agent.internalNumber) }));
  return { ...call, agents, extension: agents[0]?.extension ?? null };
}
