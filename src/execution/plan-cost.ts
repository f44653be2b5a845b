import {
  getNamedType,
  isAbstractType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** How deep fragments may be spread in one another. */
const MAX_SPREADS = 50;

/** What is planned of an operation. */
export interface Extent {
  /** Fields, each once for every type that it may be asked of. */
  readonly fields: number;
  /** The sum of their depths. */
  readonly depths: number;
}

/**
 * What compiling a valid operation costs, once every fragment is written out where it is spread, and every abstract
 * type replaced by each of its types: the time by the sum of its fields' depths, the memory by its fields. Infinity
 * if fragments are spread too deep.
 */
export function planCost(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  operation: OperationDefinitionNode,
): Extent {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, Extent>();

  function extentOfFragment(name: string, spreads: number): Extent {
    const fragment = fragments.get(name);
    const extent = known.get(name) ?? (fragment === undefined ? NOTHING : extentOf(fragment, spreads));
    known.set(name, extent);
    return extent;
  }

  function extentOf(node: OperationDefinitionNode | FragmentDefinitionNode, spreads: number): Extent {
    if (spreads > MAX_SPREADS) return { fields: Infinity, depths: Infinity };
    const typeInfo = new TypeInfo(schema);
    const outer: Extent[] = [];
    let extent = NOTHING;
    const fields = {
      FragmentSpread: ({ name }: { readonly name: { readonly value: string } }) => {
        extent = sum(extent, extentOfFragment(name.value, spreads + 1));
      },
      Field: {
        enter() {
          outer.push(extent);
          extent = NOTHING;
        },
        leave() {
          const type = getNamedType(typeInfo.getType());
          const types = isAbstractType(type) ? schema.getPossibleTypes(type).length : 1;
          extent = sum(outer.pop() ?? NOTHING, around(extent, types));
        },
      },
    };
    visit(node, visitWithTypeInfo(typeInfo, fields));
    return extent;
  }

  return extentOf(operation, 0);
}

const NOTHING: Extent = { fields: 0, depths: 0 };

function sum(a: Extent, b: Extent): Extent {
  return { fields: a.fields + b.fields, depths: a.depths + b.depths };
}

/** A field around what is asked of its value, which may be of so many types. */
function around({ fields, depths }: Extent, types: number): Extent {
  return { fields: 1 + types * fields, depths: 1 + types * (depths + fields) };
}
