/** The number of edges of a page if `first` is omitted, and the maximum. */
export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 1000;
