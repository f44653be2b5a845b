import { Kind, visit, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/** The size of a document, independent of the schema. Infinity if fragments contain themselves. */
export interface DocumentExtent {
  /** Nested fields in one operation or fragment, through fragments. */
  readonly depth: number;
  /** Fields of one operation or fragment, with every spread fragment expanded. */
  readonly fields: number;
  /** Root fields of one operation, with every spread fragment expanded. */
  readonly rootFields: number;
  /** In the whole document, as are `directives`. */
  readonly aliases: number;
  readonly directives: number;
}

type SelectionExtent = Omit<DocumentExtent, 'aliases' | 'directives'>;

const EMPTY: SelectionExtent = { depth: 0, fields: 0, rootFields: 0 };
const ENDLESS: SelectionExtent = { depth: Infinity, fields: Infinity, rootFields: Infinity };

/** The largest extents of a document's operations and fragments. Visits each fragment only once. */
export function documentExtent(document: DocumentNode): DocumentExtent {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, SelectionExtent>();

  function extentOfFragment(name: string): SelectionExtent {
    const measured = known.get(name);
    if (measured !== undefined) return measured;
    // Until the fragment is measured: a spread that finds this value is inside the fragment.
    known.set(name, ENDLESS);
    const fragment = fragments.get(name);
    const extent = fragment === undefined ? EMPTY : extentOf(fragment.selectionSet);
    known.set(name, extent);
    return extent;
  }

  function extentOf({ selections }: SelectionSetNode): SelectionExtent {
    let { depth, fields, rootFields } = EMPTY;
    for (const selection of selections) {
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? extentOfFragment(selection.name.value)
          : selection.selectionSet === undefined
            ? EMPTY
            : extentOf(selection.selectionSet);
      depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
      fields += inner.fields + (isField ? 1 : 0);
      rootFields += isField ? 1 : inner.rootFields;
    }
    return { depth, fields, rootFields };
  }

  let { depth, fields, rootFields } = EMPTY;
  for (const definition of document.definitions) {
    const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
    // GraphQL's own rules also visit fragments that no operation spreads.
    if (!isOperation && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const extent = isOperation ? extentOf(definition.selectionSet) : extentOfFragment(definition.name.value);
    depth = Math.max(depth, extent.depth);
    fields = Math.max(fields, extent.fields);
    if (isOperation) rootFields = Math.max(rootFields, extent.rootFields);
  }
  return { depth, fields, rootFields, ...nodesOf(document) };
}

function nodesOf(document: DocumentNode): Pick<DocumentExtent, 'aliases' | 'directives'> {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field({ alias }) {
      if (alias !== undefined) aliases += 1;
    },
    Directive() {
      directives += 1;
    },
  });
  return { aliases, directives };
}
