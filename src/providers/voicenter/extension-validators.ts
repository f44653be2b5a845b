import type { Extension, ExtensionAccount, ExtensionUser } from '../../domain/extension.js';
import { type Check, isText, listOf, nullOr, only, shapeOf } from '../../upstream/redis/validators.js';

const text = nullOr(isText);

/** Whether a value is a list of extensions of this workspace, at least one. */
export function areExtensionsOf(workspace: string): Check<readonly Extension[]> {
  const extensions = listOf(
    shapeOf<Extension>({
      kind: only('Extension'),
      workspace: only(workspace),
      sip: isText,
      name: isText,
      speedDial: text,
      account: shapeOf<ExtensionAccount>({ id: isText, name: text }),
      user: nullOr(shapeOf<ExtensionUser>({ name: text, email: text })),
    }),
  );
  return (value): value is readonly Extension[] => extensions(value) && value.length > 0;
}
