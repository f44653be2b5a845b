/** What `switchboard --help` prints. */
export const USAGE = `Usage: switchboard [COMMAND]

  serve    serves the graph over HTTP; what it does without a command
  schema   prints the graph's schema definition; with --federated that of a
           Federation 2 subgraph (--no-authorization leaves out which scopes are
           needed), with --stitching that of a stitched gateway
  explain FILE
           prints how many requests the document's operation may send to each
           provider, and where they arise; [--variables JSON|@FILE]
           [--operation NAME]. Ends with 1 if the server would refuse it
  check-config
           checks the settings without asking anyone, and prints everything that
           is wrong with them. Ends with 1 if anything is
  doctor   asks every provider once, changes nothing, and prints what is wrong
           with credentials, clocks, zones and numbers; [--workspace ID] [--json].
           With --watch it asks again every minute and prints what has changed.
           With --id ID it asks nobody, and says whether the workspace of that
           global id is configured. Ends with 1 if it found a problem
  archive sync
           fills the archive up to now and prints how far it is;
           [--workspace ID] [--since DATE]. Ends with 1 if it isn't complete
  archive status
           prints how far the archive is; [--workspace ID] [--json]
  archive verify
           compares archived intervals with what the provider says now and prints
           every difference; [--workspace ID] [--sample N]. Ends with 1 if there are
           any, with 2 if the provider can't be asked

Settings come from the YAML file that SWITCHBOARD_CONFIG names, or from the
environment; docs/settings.md lists them. Without a provider the sandbox is served,
in production only with SANDBOX=true. --version prints the version.
`;
