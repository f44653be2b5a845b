import { GraphQLError, type ASTVisitor, type DocumentNode, type ValidationContext } from 'graphql';
import type { LimitSettings } from '../../config/settings.js';
import { LimitError } from '../../domain/operation/limit-error.js';
import { documentExtent, type DocumentExtent } from './document-extent.js';

type Measure = keyof DocumentExtent;

const NAMES: { readonly [Key in Measure]: string } = {
  depth: 'levels of fields',
  fields: 'fields, with fragments expanded',
  rootFields: 'root fields',
  aliases: 'aliases',
  directives: 'directives',
};
const MEASURES: readonly Measure[] = ['depth', 'fields', 'rootFields', 'aliases', 'directives'];

/**
 * A validation rule that reports one error for a document beyond these limits. The other rules then see an empty
 * document, so that none of them can take long.
 */
export function documentLimits(
  limits: Pick<LimitSettings, Measure>,
): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    Document: {
      enter(document): DocumentNode | undefined {
        const problem = problemOf(documentExtent(document), limits);
        if (problem === null) return undefined;
        context.reportError(problem);
        return { ...document, definitions: [] };
      },
    },
  });
}

function problemOf(extent: DocumentExtent, limits: Pick<LimitSettings, Measure>): GraphQLError | null {
  // Some cycles overflow the stack of graphql-js before its own rule finds them.
  if (extent.depth === Infinity) return new GraphQLError('The document has fragment cycles.');
  const measure = MEASURES.find((key) => extent[key] > limits[key]);
  if (measure === undefined) return null;
  const message = `The document has ${extent[measure]} ${NAMES[measure]}; the limit is ${limits[measure]}.`;
  return new GraphQLError(message, { originalError: new LimitError(message) });
}
