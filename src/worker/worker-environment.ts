// What a worker gets to see of our environment.

/** Where its libraries are, what it speaks, and what a sanitizer is told (test/sanitizer). */
const passedOn =
  /^(?:PATH|LANG|CROSSPOINT_\w+|(?:DY)?LD_LIBRARY_PATH|(?:A|UB|L)SAN_(?:OPTIONS|SYMBOLIZER_PATH))$/;

/**
 * The environment of a worker. An application keeps passwords and tokens in its own, which are no
 * business of a process that strangers send packets to.
 */
export const workerEnvironment = (ours: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(ours).filter(([name]) => passedOn.test(name)));
