// Where the SSRCs of senders that are gone go on.
#pragma once
#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>

#include "base/strong_int.h"
#include "router/first_numbers.h"

namespace sfu::router {

/// The numbers of an SSRC outlive its sender: under one key none may come twice. A forward that
/// is made again gets the SSRC that it had; so the SSRCs that went last are kept, and the oldest
/// is forgotten when there are too many. Nobody asks for one again that is so old.
class RetiredNumbers {
 public:
  static constexpr size_t kMax = 1024;

  void add(Ssrc ssrc, const FirstNumbers& numbers) {
    if (numbers_.insert_or_assign(ssrc, numbers).second) order_.push_back(ssrc);
    if (order_.size() <= kMax) return;
    numbers_.erase(order_.front());
    order_.pop_front();
  }
  /// The sender that takes the SSRC over retires it again, as its last.
  std::optional<FirstNumbers> take(Ssrc ssrc) {
    const auto found = numbers_.find(ssrc);
    if (found == numbers_.end()) return std::nullopt;
    const FirstNumbers numbers = found->second;
    numbers_.erase(found);
    std::erase(order_, ssrc);
    return numbers;
  }
  size_t size() const { return numbers_.size(); }

 private:
  std::unordered_map<Ssrc, FirstNumbers> numbers_;
  std::deque<Ssrc> order_;  // oldest first
};

}  // namespace sfu::router
