// Runs every C++ test. `--reporters=xml` is what test/native.test.ts reads.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "test/kit/check.h"
