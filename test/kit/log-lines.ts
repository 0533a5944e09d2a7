// Collects what the library logs, instead of printing it.
import { format, stripVTControlCharacters } from 'node:util';
import debug from 'debug';

import { sanitizerReport } from './worker-output.js';

/** One line under the name of its logger. */
export interface LogLine {
  namespace: string;
  text: string;
}

/** Everything under `crosspoint*` from now on; `stop()` puts things back. */
export function collectLogs(): { lines: LogLine[]; stop: () => void } {
  const lines: LogLine[] = [];
  const enabledBefore = debug.disable();
  const logBefore = debug.log;
  debug.enable('crosspoint*');
  debug.log = function (this: debug.Debugger, ...args: unknown[]) {
    const text = stripVTControlCharacters(format(...args));
    lines.push({ namespace: this.namespace, text });
    // Whoever listens for sanitizers still hears of them.
    if (sanitizerReport.test(text)) logBefore.apply(this, args);
  };
  return {
    lines,
    stop() {
      debug.log = logBefore;
      debug.enable(enabledBefore);
    },
  };
}

/** True for the loggers of warnings and errors. */
export const isAboveDebug = ({ namespace }: LogLine): boolean => /:(WARN|ERROR)\b/.test(namespace);
