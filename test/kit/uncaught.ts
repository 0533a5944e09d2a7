// What an application throws where nobody catches it, without the end of the test run.
import { settled } from './fake-clock.js';

/** The exceptions that reach the process because of `act`, in their order. */
export async function uncaught(act: () => unknown): Promise<unknown[]> {
  const heard: unknown[] = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', error => heard.push(error));
  try {
    await act();
    await settled();
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of others) process.on('uncaughtException', listener);
  }
  return heard;
}
