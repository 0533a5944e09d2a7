// The test framework's one home: doctest, from the distribution.
#pragma once
#include <doctest/doctest.h>
