import { ArgsType, Field, ID } from 'type-graphql';
import { MAX_CURSOR, MAX_KEY, MAX_TEXT, MaxCharacters } from '../input/length-bounds.js';
import { PageSize } from '../input/page-size.js';
import { WorkspaceArgs, WorkspaceArgument } from '../input/workspace-argument.js';
import { DEFAULT_PAGE } from '../relay/page.js';

@ArgsType()
export class ExtensionPageArgs {
  @PageSize(DEFAULT_PAGE)
  declare readonly first: number | null;

  @Field(() => String, { nullable: true, description: 'The page starts after this cursor.' })
  @MaxCharacters(MAX_CURSOR)
  declare readonly after: string | null | undefined;
}

@ArgsType()
export class ExtensionsArgs extends ExtensionPageArgs {
  @WorkspaceArgument()
  declare readonly workspace: string | null | undefined;

  @Field(() => String, {
    nullable: true,
    description:
      'Any part of name, user name, e-mail, speed dial or SIP, ignoring case and diacritics; at most 200 characters. User names and e-mails match only for callers who may see personal data.',
  })
  @MaxCharacters(MAX_TEXT)
  declare readonly search: string | null | undefined;
}

@ArgsType()
export class ExtensionArgs extends WorkspaceArgs {
  @Field(() => ID, { nullable: true, description: 'The extension’s SIP user.' })
  @MaxCharacters(MAX_KEY)
  declare readonly sip: string | null | undefined;

  @Field(() => String, {
    nullable: true,
    description: 'The extension’s exact speed dial.',
  })
  @MaxCharacters(MAX_TEXT)
  declare readonly speedDial: string | null | undefined;
}
