#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// libFuzzer's loop (compiler-rt, FuzzerInterface), which has no header in the tool chain.
int LLVMFuzzerRunDriver(
  int *count, char ***arguments, int (*test)(const uint8_t *bytes, size_t size));

#endif
