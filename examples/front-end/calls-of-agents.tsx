import type { ReactNode } from 'react';
import type { AgentNumbers } from './agent-numbers.ts';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';

interface Props {
  readonly agents: AgentNumbers;
  /** The number of rows of the placeholder. */
  readonly rows: number;
  readonly children: ReactNode;
}

/** Shows the calls of agents once their numbers are known; until then, a placeholder or why they can't be shown. */
export function CallsOfAgents({ agents: { isLoading, error, obstacle }, rows, children }: Props) {
  return (
    <>
      <Problems error={error} />
      {isLoading && <Placeholder rows={rows} />}
      {obstacle !== null && <p className="empty">{obstacle}</p>}
      {!isLoading && error === undefined && obstacle === null && children}
    </>
  );
}
