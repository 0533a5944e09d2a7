// Whether clang is here with the runtime of its sanitizers and of libFuzzer.
import { spawnSync } from 'node:child_process';

/** True if a program under sanitizers can be compiled and linked. */
export function canSanitize() {
  const program =
    'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }';
  const flags = ['-x', 'c++', '-fsanitize=address,undefined,fuzzer', '-o', '/dev/null', '-'];
  return spawnSync('clang++', flags, { input: program }).status === 0;
}
