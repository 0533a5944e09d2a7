// The functions of a C++ file and their lengths, found by braces: the code is formatted by
// clang-format, so a function's head begins its line and its last line is its closing brace.

export interface CppFunction {
  /** Of the head's first line, counted from 1. */
  line: number;
  /** From the head's first line to the closing brace. */
  lines: number;
}

// Blanks out comments, strings and characters, but keeps the lines.
const withoutWords = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ' '))
    .replace(/\/\/.*$/gm, '')
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/'(?:[^'\\\n]|\\.)'/g, "' '");

const opensScope = (head: string): boolean =>
  /^(inline )?(namespace|extern)\b/.test(head) ||
  /^(template\s*<[^{]*>\s*)?(class|struct|enum|union)\b/.test(head);

/** Functions of classes and namespaces; lambdas count as part of the function around them. */
export function functionsOf(text: string): CppFunction[] {
  const found: CppFunction[] = [];
  const scopes: ('scope' | 'function' | 'block')[] = [];
  let head = '';
  let headLine = 1;
  let beganAt = 0;
  let line = 1;
  for (const character of withoutWords(text)) {
    const isInFunction = scopes.includes('function');
    if (character === '\n') {
      line++;
      // A line of the preprocessor is no part of a head.
      if (head.startsWith('#')) head = '';
    }
    if (character === '{') {
      const isFunction = !isInFunction && !opensScope(head.trim()) && /\)[^=]*$/.test(head);
      scopes.push(isInFunction ? 'block' : isFunction ? 'function' : 'scope');
      if (isFunction) beganAt = headLine;
    } else if (character === '}') {
      if (scopes.pop() === 'function') found.push({ line: beganAt, lines: line - beganAt + 1 });
    }
    if ('{};'.includes(character)) head = '';
    else if (head === '' && /\S/.test(character)) [head, headLine] = [character, line];
    else if (head !== '') head += character;
    if (/^(public|private|protected):$/.test(head.trim())) head = '';
  }
  return found;
}
