// Names that a file exports although no other file of the library imports them.
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

import type { Source } from './sources.js';

interface Names {
  exported: string[];
  /** `file` names → the names taken from there; `*` is all of them. */
  taken: [file: string, name: string][];
}

const known = new WeakMap<Source, Names>();

/** What a file exports and imports; read once for each file. */
function namesOf(file: Source): Names {
  const names = known.get(file) ?? readNames(file);
  known.set(file, names);
  return names;
}

function readNames({ path, text }: Source): Names {
  const names: Names = { exported: [], taken: [] };
  const target = (specifier: ts.Expression): string | undefined =>
    ts.isStringLiteral(specifier) && specifier.text.startsWith('.')
      ? normalize(join(dirname(path), specifier.text)).replace(/\.js$/, '.ts')
      : undefined;

  for (const node of ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true).statements) {
    if (ts.isImportDeclaration(node)) {
      const file = target(node.moduleSpecifier);
      const bindings = node.importClause?.namedBindings;
      if (!file || !bindings) continue;
      if (ts.isNamespaceImport(bindings)) names.taken.push([file, '*']);
      else
        for (const { propertyName, name } of bindings.elements)
          names.taken.push([file, (propertyName ?? name).text]);
    } else if (ts.isExportDeclaration(node)) {
      const file = node.moduleSpecifier && target(node.moduleSpecifier);
      if (!file) continue;
      if (!node.exportClause || ts.isNamespaceExport(node.exportClause))
        names.taken.push([file, '*']);
      else
        for (const { propertyName, name } of node.exportClause.elements)
          names.taken.push([file, (propertyName ?? name).text]);
    } else if (
      ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    ) {
      names.exported.push(...declared(node));
    }
  }
  return names;
}

function declared(node: ts.Node): string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.map(({ name }) => name.getText());
  }
  const { name } = node as { name?: ts.Identifier };
  return name ? [name.text] : [];
}

/**
 * A type that its own file uses is used: it says what an exported function takes or gives. A value
 * that only a test imports is used if its own file uses it too: then the test looks at a part of
 * what the file does; else what the test looks at is dead.
 *
 * @param doors files whose exports are for users of the package
 */
export function unusedExports(
  files: readonly Source[],
  doors: readonly string[],
  tests: readonly Source[]
): string[] {
  const takenBy = (users: readonly Source[]): Set<string> =>
    new Set(users.flatMap(user => namesOf(user).taken.map(pair => pair.join(' '))));
  const taken = takenBy(files);
  const tested = takenBy(tests);
  const isUsed = (name: string, file: Source): boolean =>
    taken.has(`${file.path} ${name}`) ||
    (isUsedAtHome(name, file) && (isType(name, file) || tested.has(`${file.path} ${name}`)));
  return files
    .filter(({ path }) => !doors.includes(path) && !taken.has(`${path} *`))
    .flatMap(file =>
      namesOf(file)
        .exported.filter(name => !isUsed(name, file))
        .map(name => `${file.path}: ${name}`)
    );
}

const isType = (name: string, { text }: Source): boolean =>
  new RegExp(`^export (interface|type) ${name}\\b`, 'm').test(text);

/** True if a file says a name more often than once, which is where it declares the name. */
const isUsedAtHome = (name: string, { text }: Source): boolean =>
  [...text.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length > 1;
