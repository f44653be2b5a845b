import type { GraphQLSchema } from 'graphql';
import { printSdl, sdlDocument } from '../schema/sdl-document.js';

const DEFINITIONS = 'directive @merge(keyField: String) on FIELD_DEFINITION';

/**
 * The schema with stitching directives, for a gateway that merges types. Each field with `@merge` is an entry point for
 * the key that it names. The types have no `@key`, because every entry point would then also require the fields of
 * `@key`.
 */
export function stitchingSdl(schema: GraphQLSchema): string {
  const document = sdlDocument(schema, {
    omit: (name) => ['_Any', '_Entity', '_Service', '_entities', '_service'].includes(name),
    directives: ['merge', 'deprecated', 'specifiedBy'],
  });
  return printSdl(document, DEFINITIONS);
}
