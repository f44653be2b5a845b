import {
  Kind,
  visit,
  type ConstDirectiveNode,
  type GraphQLSchema,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { printSdl, sdlDocument } from '../sdl-document.js';

const DEFINITIONS = `directive @key(selectionSet: String!) on OBJECT

directive @merge(keyField: String) on FIELD_DEFINITION`;

/** The key that a type merges by: the one that other services know, where there is one. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['Extension', 'sip'],
  ['Client', 'clientId'],
  ['Call', 'id'],
  ['Note', 'id'],
]);

/** The schema with stitching directives (`@key`, `@merge`), for a gateway that merges types. */
export function stitchingSdl(schema: GraphQLSchema): string {
  const document = sdlDocument(schema, {
    omit: (name) => ['_Any', '_Entity', '_Service', '_entities', '_service'].includes(name),
    directives: ['merge', 'deprecated', 'specifiedBy'],
  });
  return printSdl(visit(document, { [Kind.OBJECT_TYPE_DEFINITION]: withKey }), DEFINITIONS);
}

function withKey(type: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode {
  const field = KEYS.get(type.name.value);
  return field === undefined
    ? type
    : { ...type, directives: [keyDirective(field), ...(type.directives ?? [])] };
}

function keyDirective(field: string): ConstDirectiveNode {
  const value = { kind: Kind.STRING, value: `{ ${field} }` } as const;
  const argument = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'selectionSet' }, value } as const;
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'key' }, arguments: [argument] };
}
