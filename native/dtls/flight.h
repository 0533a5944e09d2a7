// Flights of DTLS handshake messages, and when they are sent again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace sfu::dtls {

/// The largest datagram that we let OpenSSL make: what passes every path that
/// media passes.
constexpr size_t kMaxDatagramSize = 1200;

/// The datagrams that leave together. RFC 6347, section 4.2.4.
struct Flight {
  std::vector<std::vector<uint8_t>> datagrams;

  /// Adds records to the last datagram if they fit, else in a new one.
  void append(Bytes records);
};

/// Decides when our last flight leaves again: the timer of RFC 6347, section
/// 4.2.4.1, from 100 ms doubling to 3.2 s, and the answer to a peer that
/// repeats itself because it did not hear us.
///
/// A flight comes in several variants: the same messages in records of their
/// own numbers. A record that is sent twice is a replay to a peer that has read
/// and then dropped it. Once the variants are used up, the last one stays.
class FlightRepeater {
 public:
  static constexpr Duration kFirstInterval = std::chrono::milliseconds(100);
  static constexpr Duration kMaxInterval = std::chrono::milliseconds(3200);
  // A peer whose flight spans two datagrams gets one answer, not two.
  static constexpr Duration kMinAnswerInterval = std::chrono::milliseconds(50);

  /// `variants`, not empty, replaces the flight before; its first one has just been sent.
  void start(std::vector<Flight> variants, Time now);
  /// Stops the timer; the flight can still be asked for again.
  void stop() { dueAt_ = kNever; }
  void clear();

  /// The flight that has to leave now, or nullptr. Valid until the next call.
  const Flight* handleTimeout(Time now);
  const Flight* answer(Time now);
  Time nextTimeout() const { return dueAt_; }

 private:
  const Flight* next(Time now);

  std::vector<Flight> variants_;
  size_t current_ = 0;
  Duration interval_ = kFirstInterval;
  Time sentAt_;
  Time dueAt_ = kNever;
};

}  // namespace sfu::dtls
