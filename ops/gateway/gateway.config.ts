import type { GatewayConfig, GatewayPlugin } from '@graphql-hive/gateway-runtime';
import { GraphQLError } from 'graphql';

const FORWARDED = ['x-api-key', 'authorization', 'cache-control'];

/** A caller's own key or token reaches Switchboard, which knows what the caller may see, and so does `no-cache`. */
export function forwardedHeaders(headers: {
  get(name: string): string | null | undefined;
}): Record<string, string> {
  return Object.fromEntries(
    FORWARDED.flatMap((name) => {
      const value = headers.get(name) ?? null;
      return value === null ? [] : [[name, value]];
    }),
  );
}

interface StaleResource {
  readonly provider: string;
  readonly workspace: string;
  readonly type: string;
  readonly ageSeconds: number;
}

/** How old the data of Switchboard's answers are, as their `extensions` say it. */
export interface Ages {
  readonly stale?: readonly StaleResource[];
  readonly archive?: { readonly asOf: string };
}

/** The ages of two answers together: each stale resource once with its greatest age, and the earlier `asOf`. */
export function joinAges(known: Ages, { stale = [], archive }: Ages): Ages {
  const byAge = [...(known.stale ?? []), ...stale].sort((one, other) => one.ageSeconds - other.ageSeconds);
  // Of the same key, a map keeps the last.
  const all = new Map(byAge.map((each) => [[each.provider, each.workspace, each.type].join(), each]));
  const archives = [known.archive, archive].filter((one) => one !== undefined);
  const [oldest] = archives.sort((one, other) => one.asOf.localeCompare(other.asOf));
  return { ...(all.size > 0 && { stale: [...all.values()] }), ...(oldest && { archive: oldest }) };
}

const agesOf = new WeakMap<object, Ages>();

/** Passes on `extensions.stale` and `extensions.archive`, which a gateway drops otherwise. */
const passAgesOn: GatewayPlugin = {
  onSubgraphExecute({ subgraphName, executionRequest: { context } }) {
    if (subgraphName !== 'switchboard' || context === undefined) return undefined;
    return ({ result }) => {
      if (Symbol.asyncIterator in result) return;
      agesOf.set(context, joinAges(agesOf.get(context) ?? {}, result.extensions ?? {}));
    };
  },
  onExecutionResult({ context, result, setResult }) {
    const ages = agesOf.get(context) ?? {};
    if (Object.keys(ages).length === 0 || result === undefined || Symbol.asyncIterator in result) return;
    setResult({ ...result, extensions: { ...result.extensions, ...ages } });
  },
};

/** Keeps the errors of events, which a gateway replaces by “Unexpected error.” as they aren't GraphQLErrors yet. */
const keepErrorsOfEvents: GatewayPlugin = {
  onSubgraphExecute() {
    return ({ result: events }) => {
      if (!(Symbol.asyncIterator in events)) return undefined;
      return {
        onNext({ result, setResult }) {
          const errors = result.errors?.map(
            ({ message, path = null, extensions }) => new GraphQLError(message, { path, extensions }),
          );
          if (errors) setResult({ ...result, errors });
        },
      };
    };
  },
};

export const gatewayConfig = {
  supergraph: './supergraph.graphql',
  plugins: () => [passAgesOn, keepErrorsOfEvents],
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => forwardedHeaders(request.headers),
  },
} satisfies GatewayConfig;
