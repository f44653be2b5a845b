import { TestEnvironment } from 'jest-environment-node';
import vm from 'node:vm';

/**
 * Jest's environment for Node over a plain context. Its own context asks a proxy for every global that is named, be it
 * `Symbol` or `Promise`, which takes about a third of the time of a suite; and it notes ten times as many frames of
 * every error as Node does, which a server that is sent nonsense makes many of.
 */
export default class PlainContext extends TestEnvironment {
  constructor(...parameters) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...parameters);
    } finally {
      vm.createContext = createContext;
    }
    this.global.Error.stackTraceLimit = Error.stackTraceLimit;
  }
}
