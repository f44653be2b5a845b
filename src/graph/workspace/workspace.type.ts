import { Field, ID, ObjectType } from 'type-graphql';
import type { Workspace } from '../../domain/sources.js';

@ObjectType('PhoneWorkspaceProvider', {
  description: 'A provider of phone systems, and whether a workspace has an account with it.',
})
export class WorkspaceProviderType {
  @Field(() => String, {
    description: '`voicenter` (extensions), `ringme` (the client) or `ccrm` (calls and notes).',
  })
  declare readonly name: string;

  @Field(() => Boolean, {
    description: 'Whether it is configured; if not, the fields that come from it are null.',
  })
  declare readonly configured: boolean;
}

@ObjectType('PhoneWorkspace', {
  description:
    'One company’s phone system. Its extensions, client, calls and notes are linked with each other.',
})
export class WorkspaceType implements Pick<Workspace, 'id'> {
  @Field(() => ID, { description: 'The value for the argument `workspace`.' })
  declare readonly id: string;
}

export const WORKSPACE_DESCRIPTION = 'The company’s phone system that it belongs to.';
