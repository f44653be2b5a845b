import { ArgsType, Field, ID } from 'type-graphql';
import { MAX_KEY, MaxCharacters } from '../input/length-bounds.js';

@ArgsType()
export class ClientArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'Optional for callers who see exactly one workspace.',
  })
  declare readonly workspace: string | null | undefined;

  @Field(() => ID, {
    nullable: true,
    description: 'RingMe’s id of the client. Default: the workspace’s own client.',
  })
  @MaxCharacters(MAX_KEY)
  declare readonly clientId: string | null | undefined;
}
