import { ArgsType, ID } from 'type-graphql';
import { MAX_CURSOR, MAX_KEY, MAX_TEXT, MaxCharacters } from '../input/length-bounds.js';
import { DEFAULT_PAGE, PageSize } from '../input/page-size.js';
import { WorkspaceArgs, WorkspaceArgument } from '../input/workspace-argument.js';
import { Nullable } from '../schema/fields.js';

@ArgsType()
export class ExtensionPageArgs {
  @PageSize(DEFAULT_PAGE)
  declare readonly first: number | null;

  @Nullable(() => String, 'The page starts after this cursor.')
  @MaxCharacters(MAX_CURSOR)
  declare readonly after: string | null | undefined;
}

@ArgsType()
export class ExtensionsArgs extends ExtensionPageArgs {
  @WorkspaceArgument()
  declare readonly workspace: string | null | undefined;

  @Nullable(
    () => String,
    'Any part of name, user name, e-mail, speed dial or SIP, ignoring case and diacritics; at most 200 characters. User names and e-mails match only for callers who may see personal data.',
  )
  @MaxCharacters(MAX_TEXT)
  declare readonly search: string | null | undefined;
}

@ArgsType()
export class ExtensionArgs extends WorkspaceArgs {
  @Nullable(() => ID, 'The extension’s SIP user.')
  @MaxCharacters(MAX_KEY)
  declare readonly sip: string | null | undefined;

  @Nullable(() => String, 'The extension’s exact speed dial.')
  @MaxCharacters(MAX_TEXT)
  declare readonly speedDial: string | null | undefined;
}
