import { printSubgraphSchema } from '@apollo/subgraph';
import { Kind, lexicographicSortSchema, parse, print, visit, type GraphQLSchema } from 'graphql';

export interface SdlOptions {
  /** Whether to omit a type or query field of this name. */
  readonly omit: (name: string) => boolean;
  /** The directives to keep. */
  readonly directives: readonly string[];
  /** Definitions that precede the others. */
  readonly definitions: string;
}

interface Named {
  readonly name: { readonly value: string };
}

/** Prints the schema as a file, sorted by name. Definitions that are only for gateways have names that begin with `_`. */
export function printSdl(schema: GraphQLSchema, { omit, directives, definitions }: SdlOptions): string {
  const isKept = ({ name }: Named) => !omit(name.value);
  const document = parse(printSubgraphSchema(lexicographicSortSchema(schema)), { noLocation: true });
  const kept = visit(document, {
    enter(node) {
      switch (node.kind) {
        case Kind.SCHEMA_DEFINITION:
        case Kind.DIRECTIVE_DEFINITION:
          return null;
        case Kind.SCALAR_TYPE_DEFINITION:
        case Kind.UNION_TYPE_DEFINITION:
        case Kind.INTERFACE_TYPE_DEFINITION:
          return isKept(node) ? undefined : null;
        case Kind.OBJECT_TYPE_DEFINITION: {
          if (!isKept(node)) return null;
          const { name, interfaces = [], fields = [] } = node;
          const isRoot = name.value === 'Query';
          return {
            ...node,
            interfaces: interfaces.filter(isKept),
            fields: isRoot ? fields.filter(isKept) : fields,
          };
        }
        case Kind.DIRECTIVE:
          return directives.includes(node.name.value) ? undefined : null;
        default:
          return undefined;
      }
    },
  });
  return `${definitions}\n\n${print(kept)}\n`;
}
