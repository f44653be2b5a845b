/** How many edges a page has where `first` is left out, and at most. */
export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 1000;
