import type { ReactNode } from 'react';

interface Props {
  /** The caller of an internal call; null for other calls. */
  readonly caller: string | null;
  readonly name: ReactNode;
}

/** The other party of a call, or both sides of an internal call; each name in its own text direction. */
export function PartyName({ caller, name }: Props) {
  return (
    <>
      {caller !== null && (
        <>
          <bdi>{caller}</bdi>
          <span aria-hidden="true"> → </span>
          <span className="hidden"> called </span>
        </>
      )}
      <bdi>{name}</bdi>
    </>
  );
}
