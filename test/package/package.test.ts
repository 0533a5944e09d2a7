// The package as a new user meets it: packed from a clean clone, installed into an empty project.
//
// Everything happens outside of this folder and without a registry. Only compiling is cut short:
// the objects of this checkout are lent to the installed package, whose make accepts them where
// every source and header that went into them was packed. main.cpp is compiled, and the worker linked.
import { expect } from 'chai';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { root } from '../kit/sanitized.js';
import { cleanClone, lendObjects, mustRun, newFolder, newProject, run } from './project.js';

interface Packed {
  filename: string;
  files: { path: string }[];
}

interface Manifest {
  bin: Record<string, string>;
  exports: Record<string, { types: string; default: string }>;
  repository: { url: string };
  homepage: string;
  bugs: string;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const foreign = join(here, '../kit/foreign/werift.mjs');

/** The ways in which programs for Node and for bundlers find a package. */
const resolutions = [
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
] as const;

const compilerPath = (name: string): string => join(root, 'node_modules', name, 'bin', 'tsc');

function nameOf(compiler: string): string {
  const manifest = readFileSync(join(root, 'node_modules', compiler, 'package.json'), 'utf8');
  return `TypeScript ${(JSON.parse(manifest) as { version: string }).version}`;
}

describe('the package', function () {
  // Only where no set-up has compiled the worker before, it is long.
  this.timeout(600_000);
  let folder: string;
  let packed: Packed;
  let project: string;
  let installed: string;

  before(() => {
    folder = newFolder();
    const clone = cleanClone(folder);
    [packed] = JSON.parse(mustRun(clone, 'npm', ['pack', '--json', '--offline'])) as [Packed];
    project = newProject(folder);
    installed = join(project, 'node_modules', 'crosspoint');
    const tarball = join(clone, packed.filename);
    mustRun(project, 'npm', ['install', '--offline', '--ignore-scripts', tarball]);
    for (const file of ['call.mjs', 'consumer.mts', 'consumer.cts']) {
      cpSync(join(here, file), join(project, file));
    }
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has what its manifest names', () => {
    const { bin, exports, repository, homepage, bugs } = JSON.parse(
      readFileSync(join(installed, 'package.json'), 'utf8')
    ) as Manifest;
    const paths = packed.files.map(({ path }) => `./${path}`);

    expect(paths).to.include.members([exports['.']!.types, exports['.']!.default]);
    expect(paths).to.include(`./${bin['crosspoint']}`);
    for (const address of [repository.url, homepage, bugs])
      expect(address).to.match(/^(git\+)?https:/);
  });

  it('has no tests and nothing that was built of the worker', () => {
    const surplus = packed.files.filter(({ path }) =>
      /(^|\/)tests?\/|_test\.|\.(o|a|d|node)$|^build\/|tsbuildinfo/.test(path)
    );
    expect(surplus).to.deep.equal([]);
  });

  for (const compiler of ['typescript', 'typescript-7']) {
    for (const [module, resolution] of resolutions) {
      it(`has types for ${nameOf(compiler)} with ${module} and ${resolution}`, () => {
        const isCommonJsThere = module === 'nodenext';
        const { status, stdout } = run(project, process.execPath, [
          ...[compilerPath(compiler), '--noEmit', '--strict', '--skipLibCheck', 'false'],
          ...['--target', 'es2022', '--module', module, '--moduleResolution', resolution],
          // As in a server that has never heard of a page, and as by default.
          ...(isCommonJsThere ? ['--lib', 'es2023'] : []),
          ...['consumer.mts', ...(isCommonJsThere ? ['consumer.cts'] : [])],
        ]);

        expect(status, stdout).to.equal(0);
      });
    }
  }

  it('names the command that helps where install scripts were blocked', () => {
    const { status, stderr } = run(project, process.execPath, ['call.mjs', foreign]);

    expect(status).to.not.equal(0);
    expect(stderr).to.include('npx crosspoint build');
  });

  it('names the packages that are missing, installing none', () => {
    // A system that lacks a library, and a witness of what is called.
    const bin = join(folder, 'bin');
    const witness = join(folder, 'called');
    mkdirSync(bin);
    const scripts = {
      'pkg-config': 'test "$2" != libsrtp2',
      'apt-get': `touch ${witness}`,
      sudo: `touch ${witness}`,
    };
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }

    const { status, stdout, stderr } = run(installed, 'npm', ['run', 'install'], {
      PATH: `${bin}:${process.env['PATH']}`,
    });

    expect(status).to.not.equal(0);
    expect(stdout + stderr).to.match(
      /(apt-get install -y libsrtp2-dev|dnf install -y libsrtp-devel|brew install srtp)\n/
    );
    expect(existsSync(witness)).to.equal(false);
  });

  it('takes a worker that was built elsewhere', () => {
    const { status, stderr } = run(project, 'npm', ['rebuild', 'crosspoint'], {
      CROSSPOINT_WORKER_PATH: '/opt/crosspoint-worker',
    });

    expect(status, stderr).to.equal(0);
    expect(existsSync(join(installed, 'build'))).to.equal(false);
  });

  it('carries a call with the worker that its command builds', () => {
    lendObjects(installed);
    mustRun(project, 'npx', ['--offline', 'crosspoint', 'build']);

    expect(mustRun(project, process.execPath, ['call.mjs', foreign])).to.include('pictures arrive');
  });

  it('carries a call with the worker that its install script builds', () => {
    rmSync(join(installed, 'build', 'Release', 'crosspoint-worker'));
    mustRun(project, 'npm', ['rebuild', 'crosspoint']);

    expect(mustRun(project, process.execPath, ['call.mjs', foreign])).to.include('pictures arrive');
  });
});
