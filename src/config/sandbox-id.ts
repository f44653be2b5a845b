/** The id of the workspace that is served where none is configured. */
export const SANDBOX_ID = 'sandbox';
