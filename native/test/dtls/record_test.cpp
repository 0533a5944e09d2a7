#include "dtls/record.h"

#include <vector>

#include "dtls/answered_messages.h"
#include "test/kit/check.h"

using namespace sfu;
using dtls::ContentType;
using dtls::parseHandshake;
using dtls::parseRecords;

namespace {

using Datagram = std::vector<uint8_t>;

Datagram record(uint8_t type, uint8_t epoch, Datagram fragment) {
  Datagram bytes = {type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 7, 0};
  bytes.push_back(static_cast<uint8_t>(fragment.size()));
  bytes.insert(bytes.end(), fragment.begin(), fragment.end());
  return bytes;
}

Datagram operator+(Datagram one, const Datagram& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

/// A fragment of message 3 that is 9 bytes long, with 2 bytes from the 5th on.
const Datagram kFragment = {11, 0, 0, 9, 0, 3, 0, 0, 5, 0, 0, 2, 0xaa, 0xbb};

TEST_CASE("parseRecords finds every record of a datagram") {
  const Datagram datagram = record(22, 0, {1, 2, 3}) + record(23, 1, {});

  const auto records = parseRecords(datagram);

  REQUIRE(records);
  REQUIRE(records->size() == 2);
  CHECK(records->at(0).type == ContentType::kHandshake);
  CHECK(records->at(0).epoch == 0);
  CHECK(records->at(0).fragment.size() == 3);
  CHECK(records->at(0).whole.size() == 16);
  CHECK(records->at(1).type == ContentType::kApplicationData);
  CHECK(records->at(1).epoch == 1);
  CHECK(records->at(1).fragment.empty());
}

TEST_CASE("parseRecords refuses a datagram that is cut anywhere but between records") {
  const Datagram datagram = record(22, 0, {1, 2, 3}) + record(23, 1, {4});

  for (size_t size = 0; size < datagram.size(); ++size) {
    CAPTURE(size);
    CHECK(parseRecords(Bytes(datagram).first(size)).has_value() == (size == 16));
  }
}

TEST_CASE("parseRecords takes the version of DTLS 1.0, which ClientHellos bear") {
  Datagram datagram = record(22, 0, {1});
  datagram[2] = 0xff;

  CHECK(parseRecords(datagram));
}

TEST_CASE("parseRecords refuses TLS") {
  Datagram datagram = record(22, 0, {1});
  datagram[1] = 3;

  CHECK_FALSE(parseRecords(datagram));
}

TEST_CASE("parseRecords leaves out content types of others") {
  const auto records =
      parseRecords(record(24, 0, {1}) + record(21, 0, {2, 40}) + record(26, 0, {}));

  REQUIRE(records);
  REQUIRE(records->size() == 1);
  CHECK(records->front().type == ContentType::kAlert);
}

TEST_CASE("parseHandshake reads the header of each fragment") {
  const Datagram two = kFragment + Datagram{1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};

  const auto fragments = parseHandshake(two);

  REQUIRE(fragments);
  REQUIRE(fragments->size() == 2);
  CHECK(fragments->at(0).type == 11);
  CHECK(fragments->at(0).messageSequence == 3);
  CHECK(fragments->at(1).type == 1);
  CHECK(fragments->at(1).messageSequence == 256);
}

TEST_CASE("parseHandshake refuses every truncation") {
  for (size_t size = 0; size < kFragment.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(parseHandshake(Bytes(kFragment).first(size)));
  }
}

TEST_CASE("parseHandshake refuses a fragment beyond the end of its message") {
  Datagram beyond = kFragment;
  beyond[8] = 8;

  CHECK_FALSE(parseHandshake(beyond));
}

TEST_CASE("AnsweredMessages knows only what the last flight has answered") {
  dtls::AnsweredMessages answered;
  answered.note({{1, 0}});
  answered.answer();
  CHECK(answered.hasAny({{1, 0}}));
  CHECK_FALSE(answered.hasAny({{11, 1}}));

  answered.note({{11, 1}, {16, 2}});
  answered.answer();

  CHECK_FALSE(answered.hasAny({{1, 0}}));
  CHECK(answered.hasAny({{16, 2}}));
  CHECK(answered.hasAny({{1, 0}, {11, 1}}));
  CHECK_FALSE(answered.hasAny({}));
}

}  // namespace
