import type { GatewayConfig, GatewayPlugin } from '@graphql-hive/gateway-runtime';
import { GraphQLError, Kind, visit, type DocumentNode, type ExecutionResult } from 'graphql';

/** Switchboard's name in the supergraph. */
const SWITCHBOARD = 'switchboard';
const FORWARDED = ['x-api-key', 'authorization', 'cache-control'];

/** Forwards the caller's key or token to Switchboard, which decides what the caller may see, and `no-cache`. */
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

/** The ages of the data in Switchboard's responses, from their `extensions`. */
export interface Ages {
  readonly stale?: readonly StaleResource[];
  readonly archive?: { readonly asOf: string };
}

/** Merges the ages of two responses: each stale resource once with its greatest age, and the earlier `asOf`. */
export function joinAges(known: Ages, { stale = [], archive }: Ages): Ages {
  const byAge = [...(known.stale ?? []), ...stale].sort((one, other) => one.ageSeconds - other.ageSeconds);
  // A map keeps the last value of a key.
  const all = new Map(byAge.map((each) => [[each.provider, each.workspace, each.type].join(), each]));
  const archives = [known.archive, archive].filter((one) => one !== undefined);
  const [oldest] = archives.sort((one, other) => one.asOf.localeCompare(other.asOf));
  return { ...(all.size > 0 && { stale: [...all.values()] }), ...(oldest && { archive: oldest }) };
}

/** By operation; by subscription, those of its last event. */
const agesOf = new WeakMap<object, Ages>();

function keepAges(context: object, { extensions = {} }: { readonly extensions?: Ages }): void {
  agesOf.set(context, joinAges(agesOf.get(context) ?? {}, extensions));
}

function withAges(context: object, result: ExecutionResult): ExecutionResult {
  const ages = agesOf.get(context) ?? {};
  if (Object.keys(ages).length === 0) return result;
  return { ...result, extensions: { ...result.extensions, ...ages } };
}

/** Passes on `extensions.stale` and `extensions.archive`, which a gateway otherwise drops. */
const passAgesOn: GatewayPlugin = {
  onSubgraphExecute({ subgraphName, executionRequest: { context } }) {
    if (subgraphName !== SWITCHBOARD || context === undefined) return undefined;
    return ({ result: results }) => {
      if (!(Symbol.asyncIterator in results)) {
        keepAges(context, results);
        return undefined;
      }
      return {
        onNext({ result }) {
          agesOf.delete(context);
          keepAges(context, result);
        },
      };
    };
  },
  onExecutionResult({ context, result, setResult }) {
    if (result !== undefined && !(Symbol.asyncIterator in result)) setResult(withAges(context, result));
  },
  onSubscribe: () => ({
    onSubscribeResult: ({ args }) => ({
      onNext: ({ result, setResult }) => setResult(withAges(args.contextValue, result)),
    }),
  }),
};

/**
 * Keeps the errors of events, which a gateway replaces with “Unexpected error.” because they aren't GraphQLErrors yet.
 */
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

const unconditional = new WeakMap<DocumentNode, DocumentNode>();

/**
 * The same document with conditional fields in conditional fragments, and the same object each time. A gateway doesn't
 * request a key that the caller selects with a directive, so what it finds by the key is null without an error.
 */
export function withoutConditionalFields(document: DocumentNode): DocumentNode {
  const known =
    unconditional.get(document) ??
    visit(document, {
      Field(field) {
        const { directives = [], selectionSet } = field;
        if (directives.length === 0 || selectionSet !== undefined) return undefined;
        const selections = [{ ...field, directives: [] }];
        const kind = Kind.INLINE_FRAGMENT;
        return { kind, directives, selectionSet: { kind: Kind.SELECTION_SET, selections } };
      },
    });
  unconditional.set(document, known);
  return known;
}

const requestConditionalKeys: GatewayPlugin = {
  onExecute({ args }) {
    args.document = withoutConditionalFields(args.document);
  },
  onSubscribe({ args }) {
    args.document = withoutConditionalFields(args.document);
  },
};

export const gatewayConfig = {
  supergraph: './supergraph.graphql',
  plugins: () => [passAgesOn, keepErrorsOfEvents, requestConditionalKeys],
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }) =>
      subgraphName === SWITCHBOARD ? forwardedHeaders(request.headers) : {},
  },
} satisfies GatewayConfig;
