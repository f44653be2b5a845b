import type { ReactNode } from 'react';

interface Props {
  /** Who began a call within the company; null for other calls. */
  readonly caller: string | null;
  readonly name: ReactNode;
}

/** Whom a call was with, or of a call within the company both sides; each name in its own direction. */
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
