#include "net/unproven_connections.h"

#include <algorithm>

namespace sfu::net {

UnprovenConnections::Source UnprovenConnections::sourceOf(const Address& address) {
  Source source{};
  source[0] = address.isIpv6() ? 6 : 4;
  const size_t size = std::min<size_t>(address.ipSize(), 8);
  std::copy_n(address.ipBytes(), size, source.begin() + 1);
  return source;
}

void UnprovenConnections::add(const Address& remote) {
  sources_[sourceOf(remote)].push_back({remote, ++arrived_});
  ++size_;
}

void UnprovenConnections::remove(const Address& remote) {
  const auto found = sources_.find(sourceOf(remote));
  if (found == sources_.end()) return;
  auto& waiting = found->second;
  size_ -= std::erase_if(waiting, [&](const Waiting& one) { return one.remote == remote; });
  if (waiting.empty()) sources_.erase(found);
}

std::optional<Address> UnprovenConnections::surplus(const Address& newcomer) const {
  const auto found = sources_.find(sourceOf(newcomer));
  if (found == sources_.end() || found->second.size() < maxPerSource_) return std::nullopt;
  return found->second.front().remote;
}

std::optional<Address> UnprovenConnections::leastEntitled(const Address& newcomer) const {
  const Source own = sourceOf(newcomer);
  const Waiting* least = nullptr;
  size_t most = 0;
  for (const auto& [source, waiting] : sources_) {
    const size_t count = waiting.size() + (source == own ? 1 : 0);
    const Waiting& oldest = waiting.front();
    if (count < most || (count == most && oldest.number > least->number)) continue;
    most = count;
    least = &oldest;
  }
  return least ? std::optional(least->remote) : std::nullopt;
}

}  // namespace sfu::net
