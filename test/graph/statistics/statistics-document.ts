/** The figures of a range and of its groups by every key. */
export const STATISTICS = `
  query ($from: DateTime!, $to: DateTime!, $groupBy: CallGrouping!, $filter: CallFilter, $workspace: ID) {
    callStatistics(from: $from, to: $to, groupBy: $groupBy, filter: $filter, workspace: $workspace) {
      timezone
      ...Figures
      groups { from to direction status extension { sip } ...Figures }
    }
  }
  fragment Figures on CallFigures {
    callCount answeredCount answeredShare meanDurationSeconds longestDurationSeconds
  }`;

export interface Figures {
  readonly callCount: number;
  readonly answeredCount: number;
  readonly answeredShare: number | null;
  readonly meanDurationSeconds: number | null;
  readonly longestDurationSeconds: number | null;
}

export interface Group extends Figures {
  readonly from: string | null;
  readonly to: string | null;
  readonly direction: string | null;
  readonly status: string | null;
  readonly extension: { readonly sip: string } | null;
}

export interface Statistics extends Figures {
  readonly timezone: string;
  readonly groups: readonly Group[];
}
