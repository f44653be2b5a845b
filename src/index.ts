import 'reflect-metadata';

/* The exports of the package `switchboard`; see docs/embedding.md. */
export {
  createSwitchboard,
  type SettingsSections,
  type Switchboard,
  type SwitchboardOptions,
} from './app/create-switchboard.js';
export { SettingsError } from './config/settings-error.js';
export type { Grant, Scope } from './domain/caller.js';
export type {
  EmbeddedGraph,
  GraphRequest,
  Operation,
  OperationOptions,
} from './operations/embedding/embedded-graph.js';
