// What one datagram costs to send and to read over loopback, in nanoseconds.
//
// Each way sends the same bursts of 1200-byte datagrams to a socket that is emptied between the
// bursts; only the calls themselves are timed. The ways take turns, and the best round counts.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/packet_buffer.h"
#include "net/datagram_io.h"
#include "net/run_sender.h"
#include "net/socket_address.h"
#include "net/udp_descriptor.h"

using namespace sfu;
using namespace sfu::net;

namespace {

constexpr size_t kDatagramSize = 1200;
constexpr size_t kBurst = 120;
constexpr int kBursts = 200;
constexpr int kRounds = 7;

using Clock = std::chrono::steady_clock;

struct Way {
  std::string name;
  std::function<void()> sendBurst;
  double bestSend = 1e9;
  double bestRead = 1e9;
};

struct Link {
  PacketPool pool;
  Address local = Address::ipv4({127, 0, 0, 1}, 0);
  int from = openUdp(local).value();
  int to = openUdp(local).value();
  Address remote = localAddressOf(to);
  std::vector<uint8_t> bytes = std::vector<uint8_t>(kBurst * kDatagramSize);
  std::vector<Received> batch;

  ~Link() {
    close(from);
    close(to);
  }

  size_t drain() {
    size_t count = 0;
    for (;;) {
      const ReadOutcome outcome = readDatagrams(to, pool, kMaxDatagramsPerCall, batch);
      count += batch.size();
      batch.clear();
      if (outcome.drained) return count;
    }
  }

  void sendOneByOne() {
    SocketAddress address;
    const socklen_t size = fill(address, remote);
    for (size_t i = 0; i < kBurst; ++i) {
      (void)sendto(from, bytes.data() + i * kDatagramSize, kDatagramSize, 0, &address.any, size);
    }
  }

  std::vector<SendRun> runsOf(size_t length) const {
    std::vector<SendRun> runs;
    for (size_t i = 0; i < kBurst; i += length) {
      const size_t size = std::min(length, kBurst - i) * kDatagramSize;
      runs.push_back({remote, bytes.data() + i * kDatagramSize, size, kDatagramSize});
    }
    return runs;
  }
};

void measure(Way& way, Link& link) {
  double sendTime = 0, readTime = 0;
  size_t arrived = 0;
  for (int i = 0; i < kBursts; ++i) {
    const auto begin = Clock::now();
    way.sendBurst();
    const auto sent = Clock::now();
    arrived += link.drain();
    sendTime += std::chrono::duration<double, std::nano>(sent - begin).count();
    readTime += std::chrono::duration<double, std::nano>(Clock::now() - sent).count();
  }
  if (arrived != kBurst * kBursts) std::printf("%s: only %zu arrived\n", way.name.c_str(), arrived);
  way.bestSend = std::min(way.bestSend, sendTime / (kBurst * kBursts));
  way.bestRead = std::min(way.bestRead, readTime / (kBurst * kBursts));
}

}  // namespace

int main() {
  Link link;
  const auto send = [&link](std::span<const SendMessage> messages) {
    return sendMessages(link.from, messages);
  };
  RunSender plain(send, false);
  RunSender segmented(send, canSegment(link.from));

  std::vector<Way> ways;
  ways.push_back({"sendto", [&] { link.sendOneByOne(); }});
  ways.push_back({"sendmmsg", [&, runs = link.runsOf(1)] { plain.send(runs); }});
  for (const size_t length : {4, 10, 30}) {
    ways.push_back({"UDP_SEGMENT, runs of " + std::to_string(length),
                    [&, runs = link.runsOf(length)] { segmented.send(runs); }});
  }
  for (int round = 0; round < kRounds; ++round) {
    for (Way& way : ways) measure(way, link);
  }

  std::printf("%-26s %10s %10s   (ns per %zu-byte datagram)\n", "", "send", "read", kDatagramSize);
  for (const Way& way : ways) {
    std::printf("%-26s %10.0f %10.0f\n", way.name.c_str(), way.bestSend, way.bestRead);
  }
  return 0;
}
