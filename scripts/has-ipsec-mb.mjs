// Prints 1 where intel-ipsec-mb can be used (x86-64 with its header), else 0.
import { existsSync } from 'node:fs';

const headers = ['/usr/include/intel-ipsec-mb.h', '/usr/local/include/intel-ipsec-mb.h'];
const usable = process.arch === 'x64' && headers.some(path => existsSync(path));
console.log(usable ? '1' : '0');
