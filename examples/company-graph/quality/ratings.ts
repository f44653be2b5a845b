export interface CallRating {
  /** 1 to 5. */
  readonly score: number;
  readonly comment: string | null;
}

/** Made ratings by the global id of a call: those of the sandbox on 4 March 2026 from 12:00 to 13:00 UTC. */
export const RATINGS: ReadonlyMap<string, CallRating> = new Map([
  [
    'WyJDYWxsIiwic2FuZGJveCIsImE0NmJkYWViLWExYTYtNDFmYi1iNDkxLWMzMTk2NDM1MTIzYiIsIjIwMjYtMDMtMDQgMTM6NDc6NDMiXQ',
    { score: 4, comment: 'Promised the corrected invoice at once' },
  ],
  [
    'WyJDYWxsIiwic2FuZGJveCIsIjAyMjM0NTVhLTAyMGMtNGQxZC05ZmI2LTJlZmE0ZWU3NWM2NiIsIjIwMjYtMDMtMDQgMTM6NDE6MzEiXQ',
    { score: 5, comment: null },
  ],
  [
    'WyJDYWxsIiwic2FuZGJveCIsImUwZmFjZjBkLTcyMmMtNDA4Yy05MzYyLTI0YTlmYjViN2QwOSIsIjIwMjYtMDMtMDQgMTM6MzE6MDQiXQ',
    { score: 2, comment: 'Put on hold twice' },
  ],
]);
