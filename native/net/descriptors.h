// How many descriptors this process may still open.
#pragma once

namespace sfu::net {

/// Descriptors that nobody may take for good.
inline constexpr int kSpareDescriptors = 8;

/// Whether this new descriptor is one of the last: the kernel gives the lowest that is free. Its
/// owner closes it at once.
///
/// Who waits for connections must be able to take one off the queue in order to turn it away.
/// Otherwise the queue stays ready to be read, and libuv tries without an end: what it keeps in
/// reserve for this it refills by opening a file, which a worker may not do once it serves
/// (native/sandbox).
bool isSpareDescriptor(int descriptor);

}  // namespace sfu::net
