// Lets fuzz targets use what tests are made with: a check that fails ends the program.
#define DOCTEST_CONFIG_IMPLEMENT
#include "test/kit/check.h"

#include <cstdlib>

#include "test/fuzz/fuzz_kit.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  static doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  context.setAssertHandler([](const doctest::AssertData& check) {
    if (!check.m_failed) return;
    std::fprintf(stderr, "%s:%d: check failed: %s\n", check.m_file, check.m_line, check.m_expr);
    std::abort();
  });
  return 0;
}
