/** The id of the sandbox's workspace unless `sandbox.workspaces` names others. */
export const SANDBOX_ID = 'sandbox';
