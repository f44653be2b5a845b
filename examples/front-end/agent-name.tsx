interface Props {
  readonly agent: { readonly name: string; readonly number: string | null };
}

/** An agent with the internal number, each written in its own direction: a Hebrew name doesn't turn the number around. */
export function AgentName({ agent: { name, number } }: Props) {
  return (
    <>
      {name !== '' && <bdi>{name}</bdi>}
      {name !== '' && number !== null && ' · '}
      {number !== null && <bdi>{number}</bdi>}
    </>
  );
}
