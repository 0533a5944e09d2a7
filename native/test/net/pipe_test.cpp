#include "net/pipe.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "net/loop.h"
#include "net/signals.h"
#include "test/kit/check.h"
#include "test/net/run_until.h"

using namespace sfu;
using namespace sfu::net;
using test::runUntil;

namespace {

std::vector<uint8_t> bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

/// A pipe over one end of a socket pair, and what came in at it.
struct End {
  std::string received;
  bool closed = false;
  std::unique_ptr<Pipe> pipe;

  void open(Loop& loop, int descriptor) {
    auto opened = Pipe::open(
        loop.uv(), descriptor, [this](Bytes data) { received += textOf(data); },
        [this] { closed = true; });
    REQUIRE(opened);
    pipe = std::move(opened.value());
  }
};

struct Pair {
  Loop loop;
  End ours;
  End theirs;

  Pair() {
    ignorePipeAndHangup();
    int descriptors[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, descriptors) == 0);
    ours.open(loop, descriptors[0]);
    theirs.open(loop, descriptors[1]);
  }
};

TEST_CASE("Pipe carries bytes in both directions") {
  Pair pair;

  pair.ours.pipe->write(bytes("ping"));
  pair.theirs.pipe->write(bytes("pong"));

  CHECK(runUntil(pair.loop, [&] { return pair.theirs.received == "ping"; }));
  CHECK(runUntil(pair.loop, [&] { return pair.ours.received == "pong"; }));
}

TEST_CASE("Pipe keeps the order of writes that do not fit at once") {
  Pair pair;
  std::string sent;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    const std::string part(100'000, letter);
    sent += part;
    pair.ours.pipe->write(bytes(part));
  }
  CHECK(pair.ours.pipe->queued() > 0);

  CHECK(runUntil(pair.loop, [&] { return pair.theirs.received.size() == sent.size(); }));

  CHECK(pair.theirs.received == sent);
  CHECK(pair.ours.pipe->queued() == 0);
}

TEST_CASE("Pipe sends what is queued before it closes") {
  Pair pair;
  const std::string sent(3'000'000, 'x');

  pair.ours.pipe->write(bytes(sent));
  pair.ours.pipe->close();
  pair.ours.pipe->write(bytes("too late"));

  CHECK(runUntil(pair.loop, [&] { return pair.ours.closed && pair.theirs.closed; }));
  CHECK(pair.theirs.received == sent);
}

TEST_CASE("Pipe reports the end of the other side once") {
  Pair pair;
  pair.theirs.pipe.reset();

  CHECK(runUntil(pair.loop, [&] { return pair.ours.closed; }));

  pair.ours.closed = false;
  pair.ours.pipe->write(bytes("nobody hears this"));
  pair.ours.pipe->close();
  pair.loop.run();
  CHECK(!pair.ours.closed);
}

TEST_CASE("Pipe ends when the other side is gone while writing") {
  Pair pair;
  pair.ours.pipe->write(std::vector<uint8_t>(3'000'000));
  pair.theirs.pipe.reset();

  CHECK(runUntil(pair.loop, [&] { return pair.ours.closed; }));
}

TEST_CASE("Pipe can be destroyed when bytes come in") {
  Loop loop;
  int descriptors[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, descriptors) == 0);
  std::unique_ptr<Pipe> pipe;
  const std::string kept = "a string of the callback that is too long for the small buffer";
  std::string seen;
  const auto destroy = [&pipe, &seen, kept](Bytes) {
    pipe.reset();
    seen = kept;
  };
  pipe = std::move(Pipe::open(loop.uv(), descriptors[0], destroy, [] {}).value());

  CHECK(::write(descriptors[1], "x", 1) == 1);

  CHECK(runUntil(loop, [&] { return seen == kept; }));
  ::close(descriptors[1]);
}

TEST_CASE("Pipe can be destroyed when it reports its end") {
  Loop loop;
  int descriptors[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, descriptors) == 0);
  std::unique_ptr<Pipe> pipe;
  const std::string kept = "a string of the callback that is too long for the small buffer";
  std::string seen;
  const auto destroy = [&pipe, &seen, kept] {
    pipe.reset();
    seen = kept;
  };
  pipe = std::move(Pipe::open(
                       loop.uv(), descriptors[0], [](Bytes) {}, destroy)
                       .value());

  ::close(descriptors[1]);

  CHECK(runUntil(loop, [&] { return seen == kept; }));
}

TEST_CASE("Pipe cannot be opened over a descriptor that is not there") {
  Loop loop;
  const auto pipe = Pipe::open(
      loop.uv(), 12345, [](Bytes) {}, [] {});

  REQUIRE(!pipe);
  CHECK(pipe.failure().code == "INVALID_PARAMETERS");
}

}  // namespace
