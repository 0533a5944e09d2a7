#include "net/run_sender.h"

#include <cerrno>
#include <string>

#include "test/kit/check.h"

using namespace sfu;
using namespace sfu::net;

namespace {

/// A kernel that writes down what it takes, and refuses on demand.
struct FakeKernel {
  std::vector<std::string> taken = {};  // one entry a message, segments parted by '|'
  size_t room = SIZE_MAX;               // messages until it is full
  int segmentError = 0;
  uint16_t deadPort = 0;
  int plainError = EPERM;

  int refusal(const SendMessage& message) const {
    if (room == 0) return EAGAIN;
    if (message.segmentSize > 0 && segmentError != 0) return segmentError;
    if (deadPort != 0 && message.remote->port() == deadPort) {
      return message.segmentSize > 0 ? EINVAL : plainError;
    }
    return 0;
  }

  int send(std::span<const SendMessage> messages) {
    int count = 0;
    for (const SendMessage& message : messages) {
      if (const int error = refusal(message)) return count > 0 ? count : -error;
      std::string text(reinterpret_cast<const char*>(message.data), message.size);
      const size_t step = message.segmentSize > 0 ? message.segmentSize : message.size;
      for (size_t at = step; at < text.size(); at += step + 1) text.insert(at, 1, '|');
      taken.push_back(text);
      --room;
      ++count;
    }
    return count;
  }
};

RunSender senderTo(FakeKernel& kernel, bool canSegment = true) {
  return RunSender(
      [&kernel](std::span<const SendMessage> messages) { return kernel.send(messages); },
      canSegment);
}

SendRun run(std::string_view text, uint16_t segmentSize, uint16_t port = 1000) {
  return {Address::ipv4({127, 0, 0, 1}, port), reinterpret_cast<const uint8_t*>(text.data()),
          text.size(), segmentSize};
}

using Texts = std::vector<std::string>;

TEST_CASE("RunSender sends a run as one segmented message") {
  FakeKernel kernel;
  RunSender sender = senderTo(kernel);
  const SendRun runs[] = {run("aabbc", 2), run("single", 6), run("short", 1200)};

  sender.send(runs);

  CHECK(kernel.taken == Texts{"aa|bb|c", "single", "short"});
  CHECK(sender.counters().datagrams == 5);
  CHECK(sender.counters().bytes == 16);
  CHECK(sender.counters().segmented == 3);
  CHECK(sender.counters().calls == 1);
}

TEST_CASE("RunSender sends datagram by datagram where the kernel cannot segment") {
  FakeKernel kernel;
  RunSender sender = senderTo(kernel, false);
  const SendRun runs[] = {run("aabbc", 2), run("single", 6)};

  sender.send(runs);

  CHECK(kernel.taken == Texts{"aa", "bb", "c", "single"});
  CHECK(sender.counters().segmented == 0);
}

TEST_CASE("RunSender splits a run above 64 segments") {
  FakeKernel kernel;
  RunSender sender = senderTo(kernel);
  const std::string text(65, 'x');
  const SendRun runs[] = {run(text, 1)};

  sender.send(runs);

  REQUIRE(kernel.taken.size() == 2);
  CHECK(kernel.taken[0].size() == 64 + 63);
  CHECK(kernel.taken[1] == "x");
}

TEST_CASE("RunSender splits a run above the size of a datagram at a segment's end") {
  FakeKernel kernel;
  RunSender sender = senderTo(kernel);
  const std::string text(60 * 1200, 'x');
  const SendRun runs[] = {run(text, 1200)};

  sender.send(runs);

  REQUIRE(kernel.taken.size() == 2);
  CHECK(kernel.taken[0].size() == 54 * 1200 + 53);
  CHECK(kernel.taken[1].size() == 6 * 1200 + 5);
}

TEST_CASE("RunSender sends more runs than one call takes") {
  FakeKernel kernel;
  RunSender sender = senderTo(kernel);
  const std::vector<SendRun> runs(150, run("x", 1));

  sender.send(runs);

  CHECK(kernel.taken.size() == 150);
  CHECK(sender.counters().calls == 3);
}

TEST_CASE("RunSender sends a refused segmented message datagram by datagram") {
  FakeKernel kernel{.segmentError = EIO};
  RunSender sender = senderTo(kernel);
  const SendRun runs[] = {run("aabb", 2), run("one", 3)};

  sender.send(runs);

  CHECK(kernel.taken == Texts{"aa", "bb", "one"});
  CHECK(sender.counters().dropped == 0);
}

TEST_CASE("RunSender gives segmenting up once it was refused often, not before") {
  FakeKernel kernel{.segmentError = EINVAL};
  RunSender sender = senderTo(kernel);
  const SendRun runs[] = {run("aabb", 2)};

  for (int i = 0; i < RunSender::kMaxRefusals - 1; ++i) sender.send(runs);
  CHECK(sender.canSegment());

  sender.send(runs);
  CHECK(!sender.canSegment());
}

TEST_CASE("RunSender goes on segmenting if some messages pass") {
  FakeKernel kernel;
  RunSender sender = senderTo(kernel);
  const SendRun runs[] = {run("aabb", 2)};

  for (int i = 0; i < 3 * RunSender::kMaxRefusals; ++i) {
    kernel.segmentError = i % 2 == 0 ? EINVAL : 0;
    sender.send(runs);
  }

  CHECK(sender.canSegment());
}

TEST_CASE("RunSender does not take a dead destination for a kernel that cannot segment") {
  FakeKernel kernel{.deadPort = 9};
  RunSender sender = senderTo(kernel);
  const SendRun runs[] = {run("aabb", 2, 9)};

  for (int i = 0; i < 3 * RunSender::kMaxRefusals; ++i) sender.send(runs);

  CHECK(sender.canSegment());
}

TEST_CASE("RunSender loses nothing but the runs to a dead destination") {
  FakeKernel kernel{.deadPort = 9};
  RunSender sender = senderTo(kernel);
  const SendRun runs[] = {run("aabb", 2, 9), run("one", 3), run("x", 1, 9), run("ccdd", 2),
                          run("y", 1, 9)};

  sender.send(runs);

  CHECK(kernel.taken == Texts{"one", "cc|dd"});
  CHECK(sender.counters().dropped == 4);
  CHECK(!sender.isWaiting());
}

TEST_CASE("RunSender keeps what the kernel has no room for, in order") {
  FakeKernel kernel{.room = 1};
  RunSender sender = senderTo(kernel);
  const SendRun first[] = {run("a", 1), run("bbcc", 2)};
  const SendRun second[] = {run("d", 1)};

  sender.send(first);
  CHECK(sender.isWaiting());
  kernel.room = 100;
  sender.send(second);
  CHECK(kernel.taken == Texts{"a"});
  sender.flush();

  CHECK(kernel.taken == Texts{"a", "bb|cc", "d"});
  CHECK(!sender.isWaiting());
  CHECK(sender.counters().queued == 3);
  CHECK(sender.counters().dropped == 0);
}

TEST_CASE("RunSender goes on in the middle of a run that was cut short") {
  FakeKernel kernel{.room = 1};
  RunSender sender = senderTo(kernel, false);
  const SendRun runs[] = {run("aabbccd", 2), run("ee", 2)};
  sender.send(runs);

  while (sender.isWaiting()) {
    kernel.room = 2;
    sender.flush();
  }

  CHECK(kernel.taken == Texts{"aa", "bb", "cc", "d", "ee"});
}

TEST_CASE("RunSender flushes a queue of any length") {
  FakeKernel kernel{.room = 0};
  RunSender sender = senderTo(kernel);
  const std::vector<SendRun> runs(200, run("x", 1));
  sender.send(runs);

  kernel.room = 1000;
  sender.flush();

  CHECK(kernel.taken.size() == 200);
  CHECK(!sender.isWaiting());
}

TEST_CASE("RunSender drops what exceeds the bound of the queue") {
  FakeKernel kernel{.room = 0};
  RunSender sender = senderTo(kernel);
  const std::string megabyte(1024 * 1024, 'x');
  const std::vector<SendRun> runs(5, run(megabyte, 1024));

  sender.send(runs);

  CHECK(sender.counters().queued == 4 * 1024);
  CHECK(sender.counters().dropped == 1024);
}

TEST_CASE("RunSender drops the oldest run when there was said to be room but is none") {
  FakeKernel kernel{.room = 0};
  RunSender sender = senderTo(kernel);
  const SendRun runs[] = {run("aa", 1), run("b", 1)};
  sender.send(runs);

  sender.flush();
  CHECK(sender.counters().dropped == 2);
  sender.flush();

  CHECK(sender.counters().dropped == 3);
  CHECK(!sender.isWaiting());
}

}  // namespace
