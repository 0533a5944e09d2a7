// Named loggers on the `debug` package: silent unless the environment variable DEBUG names them.
import debug from 'debug';

/** Logs lines of three levels under one name. `format` may hold the marks of `debug`, such as %o. */
export interface Logger {
  debug(format: string, ...values: unknown[]): void;
  warn(format: string, ...values: unknown[]): void;
  error(format: string, ...values: unknown[]): void;
}

const namespaced = (namespace: string, suffix: string): Logger => ({
  debug: debug(`${namespace}${suffix}`),
  warn: debug(`${namespace}:WARN${suffix}`),
  error: debug(`${namespace}:ERROR${suffix}`),
});

/** A logger for one class: `crosspoint:Room`, `crosspoint:WARN:Room`, `crosspoint:ERROR:Room`. */
export const createLogger = (name: string): Logger => namespaced('crosspoint', `:${name}`);

/** The logger that the lines of the worker processes go to: `crosspoint-worker` and so on. */
export const workerLogger: Logger = namespaced('crosspoint-worker', '');
