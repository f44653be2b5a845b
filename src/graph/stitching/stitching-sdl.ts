import type { GraphQLSchema } from 'graphql';
import { printSdl } from '../schema/sdl-document.js';

/**
 * The schema with stitching directives, for a gateway that merges types. Each field with `@merge` is an entry point for
 * the key that it names. The types have no `@key`, because every entry point would then also require the fields of
 * `@key`.
 */
export function stitchingSdl(schema: GraphQLSchema): string {
  return printSdl(schema, {
    omit: (name) => ['_Any', '_Entity', '_Service', '_entities', '_service'].includes(name),
    directives: ['merge', 'deprecated', 'specifiedBy'],
    definitions: 'directive @merge(keyField: String) on FIELD_DEFINITION',
  });
}
