import type { ChildProcess } from 'node:child_process';

/** The next message of a child process; rejects if it ends without one. */
export function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      child.off('exit', onExit);
      resolve(message);
    };
    const onExit = () => {
      child.off('message', onMessage);
      reject(new Error('The process ended without a word.'));
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}
