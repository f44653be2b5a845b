import { GraphQLError, type ASTVisitor, type DocumentNode, type ValidationContext } from 'graphql';
import type { LimitSettings } from '../../config/settings.js';
import { LimitError } from '../../domain/limit-error.js';
import { documentExtent, type DocumentExtent } from './document-extent.js';

type Measure = keyof DocumentExtent;

const NAMES: { readonly [Key in Measure]: string } = {
  depth: 'levels of fields',
  fields: 'fields, with its fragments written out',
  rootFields: 'fields at its root',
  aliases: 'aliases',
  directives: 'directives',
};
const MEASURES: readonly Measure[] = ['depth', 'fields', 'rootFields', 'aliases', 'directives'];

/**
 * A validation rule that refuses documents beyond these limits with one error. The other rules then see nothing of
 * the document, so that none of them can be made to work for long.
 */
export function documentLimits(
  limits: Pick<LimitSettings, Measure>,
): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    Document: {
      enter(document): DocumentNode | undefined {
        const extent = documentExtent(document);
        const measure = MEASURES.find((key) => extent[key] > limits[key]);
        // A cycle is the concern of a rule of GraphQL's own, which names the fragments.
        if (measure === undefined || extent[measure] === Infinity) return undefined;
        const message = `The document has ${extent[measure]} ${NAMES[measure]}, and ${limits[measure]} are allowed.`;
        context.reportError(new GraphQLError(message, { originalError: new LimitError(message) }));
        return { ...document, definitions: [] };
      },
    },
  });
}
