// One line of JSON in, one out: the end of LineProgram that is in a Node program.
import { createInterface } from 'node:readline';

/** Calls `answer(request)` for each line, one after the other; ends with the standard input. */
export async function serveLines(answer, close) {
  for await (const line of createInterface({ input: process.stdin })) {
    let reply;
    try {
      reply = await answer(JSON.parse(line));
    } catch (error) {
      reply = { error: String(error?.stack ?? error) };
    }
    process.stdout.write(`${JSON.stringify(reply ?? {})}\n`);
  }
  close();
  process.exit(0);
}
