import { printSubgraphSchema } from '@apollo/subgraph';
import {
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  visit,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

export interface SdlOptions {
  /** Whether to omit a type or query field of this name. */
  readonly omit: (name: string) => boolean;
  /** The directives to keep. */
  readonly directives: readonly string[];
}

interface Named {
  readonly name: { readonly value: string };
}

/** The schema as a document, sorted by name. Names of definitions for gateways only begin with `_`. */
export function sdlDocument(schema: GraphQLSchema, { omit, directives }: SdlOptions): DocumentNode {
  const isKept = ({ name }: Named) => !omit(name.value);
  const document = parse(printSubgraphSchema(lexicographicSortSchema(schema)), { noLocation: true });
  return visit(document, {
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
}

/** Prints a document as a file, preceded by these definitions. */
export function printSdl(document: DocumentNode, definitions: string): string {
  return `${definitions.trim()}\n\n${print(document)}\n`;
}
