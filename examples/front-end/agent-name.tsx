interface Props {
  readonly agent: { readonly name: string; readonly number: string | null };
}

/** An agent and the internal number, each in its own text direction: a Hebrew name doesn't reverse the number. */
export function AgentName({ agent: { name, number } }: Props) {
  return (
    <>
      {name !== '' && <bdi>{name}</bdi>}
      {name !== '' && number !== null && ' · '}
      {number !== null && <bdi>{number}</bdi>}
    </>
  );
}
