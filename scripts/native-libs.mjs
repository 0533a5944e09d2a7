// Prints the linker flags of the system libraries.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const flags = execFileSync('pkg-config', ['--libs', 'libuv', 'openssl', 'libsrtp2'], {
  encoding: 'utf8',
}).trim();
const hasIpsecMb =
  execFileSync(process.execPath, [join(here, 'has-ipsec-mb.mjs')], { encoding: 'utf8' }).trim() ===
  '1';
console.log([...flags.split(/\s+/), ...(hasIpsecMb ? ['-lIPSec_MB'] : [])].join('\n'));
