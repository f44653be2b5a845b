import { printSubgraphSchema } from '@apollo/subgraph';
import {
  isTypeDefinitionNode,
  lexicographicSortSchema,
  parse,
  print,
  visit,
  type GraphQLSchema,
} from 'graphql';

const KEY_DIRECTIVE = `"""
The fields by which other services of a federated graph name an entity of this type.
"""
directive @key(
  """
  The names of the fields, separated by spaces.
  """
  fields: String!
  """
  Whether this service can find an entity by them; false if another service owns the type.
  """
  resolvable: Boolean = true
) repeatable on INTERFACE | OBJECT`;

/** The lowest version of Federation that has all of these directives, so that older compositions accept the schema. */
const FEDERATION = 'v2.9';
const DIRECTIVES = ['key', 'shareable', 'tag', 'cost', 'listSize'];
const AUTHORIZATION = ['authenticated', 'requiresScopes'];

/** Extension of a schema whose subgraph declares the required scopes. */
const DECLARES_SCOPES = 'federatedAuthorization';

/** Makes the subgraph's schema declare the required scopes to routers; without authentication, none are required. */
export function declareScopes(schema: GraphQLSchema): void {
  schema.extensions = { ...schema.extensions, [DECLARES_SCOPES]: true };
}

/** The schema for clients, without the fields that only gateways use. */
export const schemaSdl = printedOnce((schema) =>
  printSdl(schema, { omit: (name) => name.startsWith('_'), directives: ['key'], definitions: KEY_DIRECTIVE }),
);

/**
 * The subgraph's schema for composition. Omits the `Node` interface and the fields `node` and `nodes`, so that the
 * company graph can have its own.
 */
export const federatedSdl = printedOnce((schema) => {
  const declaresScopes = schema.extensions[DECLARES_SCOPES] === true;
  const directives = declaresScopes ? [...DIRECTIVES, ...AUTHORIZATION] : DIRECTIVES;
  return printSdl(schema, {
    omit: (name) => name.startsWith('_') || ['Node', 'node', 'nodes'].includes(name),
    directives,
    definitions: linkOf(directives),
  });
});

/**
 * The schema with stitching directives, for a gateway that merges types. Each field with `@merge` is an entry point for
 * the key that it names. The types have no `@key`, because every entry point would then also require the fields of
 * `@key`.
 */
export const stitchingSdl = printedOnce((schema) =>
  printSdl(schema, {
    omit: (name) => ['_Any', '_Entity', '_Service', '_entities', '_service'].includes(name),
    directives: ['merge'],
    definitions: 'directive @merge(keyField: String) on FIELD_DEFINITION',
  }),
);

function linkOf(directives: readonly string[]): string {
  const imports = directives.map((name) => `"@${name}"`).join(', ');
  return `extend schema @link(
  url: "https://specs.apollo.dev/federation/${FEDERATION}"
  import: [${imports}]
)`;
}

/** Prints a schema only once: that takes tens of milliseconds, and an operation may request it many times. */
function printedOnce(printSchema: (schema: GraphQLSchema) => string): (schema: GraphQLSchema) => string {
  const printed = new WeakMap<GraphQLSchema, string>();
  return (schema) => {
    const text = printed.get(schema) ?? printSchema(schema);
    printed.set(schema, text);
    return text;
  };
}

interface SdlOptions {
  /** Whether to omit a type or query field of this name. */
  readonly omit: (name: string) => boolean;
  /** The directives to keep, besides those of GraphQL itself. */
  readonly directives: readonly string[];
  /** Definitions that precede the others. */
  readonly definitions: string;
}

interface Named {
  readonly name: { readonly value: string };
}

/** Prints the schema as a file, sorted by name. Definitions that are only for gateways have names that begin with `_`. */
function printSdl(schema: GraphQLSchema, { omit, directives, definitions }: SdlOptions): string {
  const isKept = ({ name }: Named) => !omit(name.value);
  const document = parse(printSubgraphSchema(lexicographicSortSchema(schema)), { noLocation: true });
  const types = document.definitions.filter((node) => isTypeDefinitionNode(node) && isKept(node));
  const kept = visit(
    { ...document, definitions: types },
    {
      ObjectTypeDefinition({ interfaces = [], fields = [], ...node }) {
        const isRoot = node.name.value === 'Query';
        const ownFields = isRoot ? fields.filter(isKept) : fields;
        return { ...node, interfaces: interfaces.filter(isKept), fields: ownFields };
      },
      Directive({ name }) {
        return [...directives, 'deprecated', 'specifiedBy'].includes(name.value) ? undefined : null;
      },
    },
  );
  return `${definitions}\n\n${print(kept)}\n`;
}
