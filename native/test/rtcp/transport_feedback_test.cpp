#include "rtcp/transport_feedback.h"

#include "base/random.h"
#include "test/rtcp/rtcp_kit.h"

using namespace sfu;
using rtcp::TransportFeedback;
using test::hex;

namespace {

using Deltas = std::vector<std::optional<int16_t>>;
constexpr std::nullopt_t kLost = std::nullopt;

TransportFeedback feedbackOf(Deltas deltas) {
  return {.sender = Ssrc(1),
          .media = Ssrc(2),
          .baseSequence = 500,
          .referenceTime = 77,
          .feedbackCount = 9,
          .deltas = std::move(deltas)};
}

/// The chunks and deltas behind the fixed fields.
test::ByteVector tailOf(Deltas deltas) {
  const auto bytes = test::written(feedbackOf(std::move(deltas)));
  return test::vectorOf(Bytes(bytes).subspan(20));
}

Deltas repeated(size_t count, std::optional<int16_t> delta) {
  return Deltas(count, delta);
}

Deltas joined(std::initializer_list<Deltas> parts) {
  Deltas all;
  for (const Deltas& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST_CASE("TransportFeedback reads what libwebrtc writes") {
  const auto feedback =
      test::parsed<TransportFeedback>(test::readVector("rtcp", "transport-feedback"));

  CHECK(feedback.sender == Ssrc(1));
  CHECK(feedback.media == Ssrc(0x6b8b4567));
  CHECK(feedback.baseSequence == 500);
  CHECK(feedback.referenceTime == 0x12d687);
  CHECK(feedback.feedbackCount == 9);
  CHECK(feedback.deltas == joined({{16, 20, -120, kLost, 4, 8, 0}, repeated(20, 10)}));
}

TEST_CASE("TransportFeedback reads a reference time below zero") {
  TransportFeedback feedback = feedbackOf({1});
  feedback.referenceTime = -2;

  CHECK(test::parsed<TransportFeedback>(test::written(feedback)).referenceTime == -2);
}

TEST_CASE("TransportFeedback writes the fixed fields in their places") {
  const auto bytes = test::written(feedbackOf({5}));

  CHECK(bytes == hex("8f cd 00 05 00 00 00 01 00 00 00 02 01 f4 00 01 00 00 4d 09 20 01 05 00"));
}

TEST_CASE("TransportFeedback chooses the chunk that covers most packets") {
  struct Row {
    const char* fact;
    Deltas deltas;
    const char* tail;
  };
  const Row rows[] = {
      {"a run of received packets", repeated(4, 7), "20 04 07 07 07 07 00 00"},
      {"a run of lost packets, then one", joined({repeated(300, kLost), {3}}),
       "01 2c 20 01 03 00 00 00"},
      {"a one-bit vector for a mixture of received and lost", {1, kLost, 2, kLost}, "a8 00 01 02"},
      {"a two-bit vector for a mixture with a large delta",
       {1, 256, kLost},
       "d8 00 01 01 00 00 00 00"},
      {"a delta below zero is large", {-1}, "40 01 ff ff"},
      {"255 is the largest small delta", {255}, "20 01 ff 00"},
      {"256 is the smallest large delta", {256}, "40 01 01 00"}};
  for (const Row& row : rows) {
    CAPTURE(row.fact);
    CHECK(tailOf(row.deltas) == hex(row.tail));
  }
}

TEST_CASE("TransportFeedback covers fourteen packets with a one-bit vector") {
  Deltas deltas;
  for (int i = 0; i < 14; ++i) deltas.push_back(i % 2 == 0 ? std::optional<int16_t>(1) : kLost);

  CHECK(tailOf(deltas) == hex("aa aa 01 01 01 01 01 01 01 00 00 00"));
}

TEST_CASE("TransportFeedback splits a run above 8191 packets") {
  const auto feedback = feedbackOf(joined({repeated(8192, kLost), {1}}));

  const auto again = test::parsed<TransportFeedback>(test::written(feedback));

  CHECK(again.deltas == feedback.deltas);
}

TEST_CASE("TransportFeedback writes what it reads, for any mixture") {
  SeededRandom random(11);
  for (int round = 0; round < 300; ++round) {
    Deltas deltas;
    const uint32_t lossPercent = random.below(100);
    const uint32_t largePercent = random.below(20);
    for (uint32_t i = 1 + random.below(200); i > 0; --i) {
      const bool isLarge = random.below(100) < largePercent;
      const auto delta = static_cast<int16_t>(isLarge ? random.u32() : random.below(256));
      deltas.push_back(random.below(100) < lossPercent ? kLost : std::optional(delta));
    }
    const auto bytes = test::written(feedbackOf(deltas));
    CAPTURE(round);
    CHECK(bytes.size() % 4 == 0);
    CHECK(test::parsed<TransportFeedback>(bytes).deltas == deltas);
  }
}

TEST_CASE("TransportFeedback skips the statuses beyond its count") {
  // A run of four, of which two count.
  const auto feedback = test::parsed<TransportFeedback>(
      hex("8f cd 00 05 00 00 00 01 00 00 00 02 01 f4 00 02 00 00 4d 09 20 04 05 06"));

  CHECK(feedback.deltas == Deltas{5, 6});
}

TEST_CASE("TransportFeedback refuses malformed feedback") {
  struct Row {
    const char* fault;
    const char* bytes;
  };
  constexpr Row kRows[] = {
      {"a count of zero", "8f cd 00 05 00000001 00000002 01f4 0000 00004d09 2001 0500"},
      {"a count above half the circle",
       "8f cd 00 05 00000001 00000002 01f4 8001 00004d09 0001 0001"},
      {"a run of no packets", "8f cd 00 05 00000001 00000002 01f4 0001 00004d09 2000 2001"},
      {"a run of the reserved status",
       "8f cd 00 05 00000001 00000002 01f4 0001 00004d09 6001 0500"},
      {"the reserved status in a vector",
       "8f cd 00 05 00000001 00000002 01f4 0001 00004d09 f000 0500"},
      {"fewer chunks than statuses", "8f cd 00 05 00000001 00000002 01f4 0009 00004d09 0001 0001"},
      {"fewer deltas than received packets",
       "8f cd 00 05 00000001 00000002 01f4 0003 00004d09 2003 0506"}};
  for (const Row& row : kRows) {
    const auto bytes = hex(row.bytes);
    CAPTURE(row.fault);
    CHECK_FALSE(TransportFeedback::parse(test::itemOf(bytes)));
  }
}

TEST_CASE("TransportFeedback refuses every truncated body") {
  CHECK(test::truncationsTaken<TransportFeedback>(test::readVector("rtcp", "transport-feedback")) ==
        0);
}

TEST_CASE("TransportFeedback fails in every buffer that is too small") {
  const auto feedback = feedbackOf({1, 2, kLost, 300, 4});
  const size_t size = test::written(feedback).size();
  for (size_t room = 0; room < size; ++room) {
    test::ByteVector buffer(room);
    ByteWriter writer(buffer);
    feedback.write(writer);
    CAPTURE(room);
    CHECK_FALSE(writer.ok());
  }
}

}  // namespace
