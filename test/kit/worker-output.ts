// Listens to what the workers write to stderr: that is where sanitizers report.
import { format } from 'node:util';
import debug from 'debug';

const namespace = 'crosspoint-worker:ERROR';
/** A line of a sanitizer that found something. */
export const sanitizerReport =
  /(Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer|runtime error:/;

const reports: string[] = [];
let isListening = false;

/** Begins to listen, beside whatever DEBUG asks for. */
export function listenToWorkers(): void {
  if (isListening) return;
  isListening = true;
  debug.enable([process.env['DEBUG'], namespace].filter(Boolean).join(','));
  const before = debug.log.bind(debug);
  debug.log = (...args: unknown[]) => {
    const line = format(...args);
    if (sanitizerReport.test(line)) reports.push(line);
    before(...args);
  };
}

/** Throws what a sanitizer found since it was asked last. */
export function assertNoSanitizerReport(): void {
  const found = reports.splice(0);
  if (found.length > 0) throw new Error(`a worker's sanitizer reports:\n${found.join('\n')}`);
}
