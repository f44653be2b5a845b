import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { LimitSettings } from '../config/settings.js';
import { noIntrospection } from './introspection.js';
import { documentLimits } from './limits/document-limits.js';

/** The maximum number of errors reported for a document or its variables; one more says that there are others. */
export const MAX_ERRORS = 4;

/**
 * The rules for documents in addition to graphql-js': the limits, no conditions on the root of a subscription, and no
 * introspection if it is disabled.
 */
export function validationRules(limits: LimitSettings, introspection: boolean): ValidationRule[] {
  return [documentLimits(limits), noRootConditions, ...(introspection ? [] : [noIntrospection])];
}

/**
 * A validation rule that rejects `@skip` and `@include` on the root field of a subscription ("Single Root Field" of
 * the specification). graphql-js 16 throws on them, so the other rules then see an empty document.
 */
const noRootConditions: ValidationRule = (context) => ({
  Document: {
    enter(document) {
      const errors = document.definitions.flatMap((definition) =>
        definition.kind === Kind.OPERATION_DEFINITION ? errorsIn(context, definition) : [],
      );
      for (const error of errors) context.reportError(error);
      return errors.length === 0 ? undefined : { ...document, definitions: [] };
    },
  },
});

function errorsIn(context: ValidationContext, operation: OperationDefinitionNode): readonly GraphQLError[] {
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return [];
  const nodes = rootSelections(context, operation).filter(({ directives = [] }) =>
    directives.some(({ name }) => name.value === 'skip' || name.value === 'include'),
  );
  if (nodes.length === 0) return [];
  const subject = operation.name ? `Subscription "${operation.name.value}"` : 'Anonymous Subscription';
  const message = `${subject} must not use \`@skip\` or \`@include\` directives in the top level selection.`;
  return [new GraphQLError(message, { nodes })];
}

/** The selections of an operation's root, including those of its fragments, each of which is read once. */
function rootSelections(
  context: ValidationContext,
  { selectionSet }: OperationDefinitionNode,
): readonly SelectionNode[] {
  const selections = [...selectionSet.selections];
  const spread = new Set<string>();
  // Includes the selections that are added on the way.
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) selections.push(...selection.selectionSet.selections);
    if (selection.kind !== Kind.FRAGMENT_SPREAD || spread.has(selection.name.value)) continue;
    spread.add(selection.name.value);
    selections.push(...(context.getFragment(selection.name.value)?.selectionSet.selections ?? []));
  }
  return selections;
}
