// What MessageView reads from the samples of RFC 5769, and what it refuses.
#include <vector>

#include "stun/message.h"
#include "test/kit/check.h"
#include "test/stun/rfc5769.h"

using namespace sfu;
using stun::MessageBuilder;
using stun::MessageView;
using test::kSamplePassword;

namespace {

constexpr stun::TransactionId kId = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

/// A binding request with these bytes behind its header.
std::vector<uint8_t> requestWith(std::initializer_list<uint8_t> attributes) {
  const MessageBuilder builder(stun::Class::kRequest, kId);
  std::vector<uint8_t> message(builder.bytes().begin(), builder.bytes().end());
  message.insert(message.end(), attributes);
  message[3] = static_cast<uint8_t>(attributes.size());
  return message;
}

std::vector<uint8_t> copyOf(const MessageBuilder& builder) {
  return {builder.bytes().begin(), builder.bytes().end()};
}

TEST_CASE("MessageView reads the sample request") {
  const auto bytes = test::sampleRequest();

  const auto view = MessageView::parse(bytes);

  REQUIRE(view);
  CHECK(view->messageClass() == stun::Class::kRequest);
  CHECK(view->method() == stun::kBindingMethod);
  CHECK(view->transactionId()[0] == 0xb7);
  CHECK(view->transactionId()[11] == 0xae);
  CHECK(view->username() == "evtj:h6vY");
  CHECK(view->priority() == 0x6e0001ffu);
  CHECK(view->iceControlled() == 0x932ff9b151263b36u);
  CHECK_FALSE(view->iceControlling());
  CHECK_FALSE(view->useCandidate());
  CHECK_FALSE(view->errorCode());
  CHECK(view->unknownAttributes().empty());
  CHECK(view->fingerprintOk());
  CHECK(view->integrityOk(kSamplePassword));
  CHECK_FALSE(view->integrityOk("VOkJxbRl1RmTxUk/WvJxBu"));
}

TEST_CASE("MessageView reads the mapped address of the sample responses") {
  const auto ipv4 = test::sampleIpv4Response();
  const auto ipv6 = test::sampleIpv6Response();

  const auto ipv4View = MessageView::parse(ipv4);
  const auto ipv6View = MessageView::parse(ipv6);

  REQUIRE(ipv4View);
  CHECK(ipv4View->messageClass() == stun::Class::kSuccess);
  CHECK(ipv4View->xorMappedAddress() == Address::parse("192.0.2.1", 32853));
  CHECK(ipv4View->integrityOk(kSamplePassword));
  CHECK(ipv4View->fingerprintOk());
  REQUIRE(ipv6View);
  CHECK(ipv6View->xorMappedAddress() ==
        Address::parse("2001:db8:1234:5678:11:2233:4455:6677", 32853));
  CHECK(ipv6View->integrityOk(kSamplePassword));
  CHECK(ipv6View->fingerprintOk());
}

TEST_CASE("MessageView refuses every truncation") {
  for (const auto& sample :
       {test::sampleRequest(), test::sampleIpv4Response(), test::sampleIpv6Response()}) {
    for (size_t size = 0; size < sample.size(); ++size) {
      CHECK_FALSE(MessageView::parse(Bytes(sample).first(size)));
    }
  }
}

TEST_CASE("MessageView survives every truncation whose length field is made to fit") {
  auto sample = test::sampleRequest();
  for (size_t size = stun::kHeaderSize; size < sample.size(); ++size) {
    sample[3] = static_cast<uint8_t>(size - stun::kHeaderSize);
    const auto view = MessageView::parse(Bytes(sample).first(size));
    if (view) CHECK_FALSE(view->fingerprintOk());
  }
}

TEST_CASE("MessageView notices each flipped bit of what integrity covers") {
  const auto sample = test::sampleRequest();
  for (size_t at = 0; at < sample.size() - 8; ++at) {
    auto twin = sample;
    twin[at] ^= 0x10;
    const auto view = MessageView::parse(twin);
    if (!view) continue;
    CHECK_FALSE(view->fingerprintOk());
    CHECK_FALSE(view->integrityOk(kSamplePassword));
  }
}

TEST_CASE("MessageView refuses what is not STUN") {
  auto wrongCookie = test::sampleRequest();
  wrongCookie[4] ^= 1;
  auto rtpBits = test::sampleRequest();
  rtpBits[0] |= 0x80;
  auto oddLength = test::sampleRequest();
  oddLength[3] = static_cast<uint8_t>(oddLength[3] + 1);
  oddLength.push_back(0);
  auto trailing = test::sampleRequest();
  trailing.insert(trailing.end(), 4, 0);

  CHECK_FALSE(MessageView::parse(wrongCookie));
  CHECK_FALSE(MessageView::parse(rtpBits));
  CHECK_FALSE(MessageView::parse(oddLength));
  CHECK_FALSE(MessageView::parse(trailing));
  CHECK_FALSE(MessageView::parse({}));
}

TEST_CASE("MessageView passes over attributes of ICE that have the wrong size") {
  const auto priority = requestWith({0x00, 0x24, 0, 3, 1, 2, 3, 0});
  const auto controlling = requestWith({0x80, 0x2a, 0, 4, 1, 2, 3, 4});
  const auto controlled = requestWith({0x80, 0x29, 0, 4, 1, 2, 3, 4});
  const auto nomination = requestWith({0x00, 0x30, 0, 3, 1, 2, 3, 0});
  const auto useCandidate = requestWith({0x00, 0x25, 0, 1, 1, 0, 0, 0});

  CHECK_FALSE(MessageView::parse(priority)->priority());
  CHECK_FALSE(MessageView::parse(controlling)->iceControlling());
  CHECK_FALSE(MessageView::parse(controlled)->iceControlled());
  CHECK_FALSE(MessageView::parse(nomination)->nomination());
  CHECK(MessageView::parse(useCandidate)->useCandidate());
}

TEST_CASE("MessageView reads the number of a nomination in either form") {
  CHECK(MessageView::parse(requestWith({0x00, 0x30, 0, 4, 0, 1, 2, 3}))->nomination() == 0x010203);
  CHECK(MessageView::parse(requestWith({0xc0, 0x01, 0, 4, 0, 1, 2, 3}))->nomination() == 0x010203);
  CHECK_FALSE(MessageView::parse(requestWith({0x00, 0x30, 0, 4, 0, 0, 0, 0}))->nomination());
}

TEST_CASE("MessageView refuses attributes of the wrong size") {
  CHECK(MessageView::parse(requestWith({0x00, 0x24, 0, 4, 1, 2, 3, 4})));

  CHECK_FALSE(
      MessageView::parse(requestWith({0x00, 0x08, 0, 4, 1, 2, 3, 4})));  // MESSAGE-INTEGRITY
  CHECK_FALSE(MessageView::parse(requestWith({0x80, 0x28, 0, 0})));      // FINGERPRINT
  CHECK_FALSE(
      MessageView::parse(requestWith({0x00, 0x0a, 0, 1, 1, 0, 0, 0})));  // UNKNOWN-ATTRIBUTES
  CHECK_FALSE(MessageView::parse(requestWith({0x00, 0x06, 0, 5, 'a', 'b', 'c', 'd'})));  // USERNAME
  CHECK_FALSE(MessageView::parse(requestWith({0x00, 0x24})));
}

TEST_CASE("MessageView refuses an address of unknown family or wrong size") {
  CHECK(MessageView::parse(requestWith({0x00, 0x20, 0, 8, 0, 1, 9, 9, 1, 2, 3, 4})));

  CHECK_FALSE(MessageView::parse(requestWith({0x00, 0x20, 0, 8, 0, 2, 9, 9, 1, 2, 3, 4})));
  CHECK_FALSE(MessageView::parse(requestWith({0x00, 0x20, 0, 8, 0, 3, 9, 9, 1, 2, 3, 4})));
  CHECK_FALSE(MessageView::parse(requestWith({0x00, 0x20, 0, 4, 0, 1, 9, 9})));
  CHECK_FALSE(MessageView::parse(requestWith({0x00, 0x20, 0, 0})));
}

TEST_CASE("MessageView refuses an error code outside of 300 to 699") {
  CHECK(MessageView::parse(requestWith({0, 9, 0, 4, 0, 0, 4, 20}))->errorCode() == 420);

  CHECK_FALSE(MessageView::parse(requestWith({0, 9, 0, 4, 0, 0, 2, 0})));
  CHECK_FALSE(MessageView::parse(requestWith({0, 9, 0, 4, 0, 0, 7, 0})));
  CHECK_FALSE(MessageView::parse(requestWith({0, 9, 0, 4, 0, 0, 4, 100})));
  CHECK_FALSE(MessageView::parse(requestWith({0, 9, 0, 0})));
}

TEST_CASE("MessageView refuses whatever follows FINGERPRINT") {
  MessageBuilder builder(stun::Class::kRequest, kId);
  builder.fingerprint();
  builder.useCandidate();

  CHECK_FALSE(MessageView::parse(copyOf(builder)));
}

TEST_CASE("MessageView ignores what follows MESSAGE-INTEGRITY but FINGERPRINT") {
  MessageBuilder builder(stun::Class::kRequest, kId);
  builder.username("a:b");
  builder.integrity("password");
  builder.useCandidate();
  builder.attribute(0x7fff, {});
  builder.fingerprint();
  const auto bytes = copyOf(builder);

  const auto view = MessageView::parse(bytes);

  REQUIRE(view);
  CHECK_FALSE(view->useCandidate());
  CHECK(view->unknownAttributes().empty());
  CHECK(view->integrityOk("password"));
  CHECK(view->fingerprintOk());
}

TEST_CASE("MessageView takes the first of a repeated attribute") {
  MessageBuilder builder(stun::Class::kRequest, kId);
  builder.priority(1);
  builder.priority(2);
  builder.username("first:x");
  builder.username("second:x");
  const auto bytes = copyOf(builder);

  const auto view = MessageView::parse(bytes);

  CHECK(view->priority() == 1u);
  CHECK(view->username() == "first:x");
}

TEST_CASE("MessageView lists unknown attributes that must be understood, up to its limit") {
  MessageBuilder builder(stun::Class::kRequest, kId);
  builder.attribute(0x8abc, bytesOf("may be ignored"));
  for (uint16_t type = 0x7000; type < 0x7010; ++type) builder.attribute(type, {});
  const auto bytes = copyOf(builder);

  const auto view = MessageView::parse(bytes);

  REQUIRE(view->unknownAttributes().size() == MessageView::kMaxUnknown);
  CHECK(view->unknownAttributes()[0] == 0x7000);
  CHECK(view->unknownAttributes()[7] == 0x7007);
}

TEST_CASE("localUfragOf names the agent that a binding request is for") {
  CHECK(stun::localUfragOf(test::sampleRequest()) == "evtj");

  CHECK_FALSE(stun::localUfragOf(test::sampleIpv4Response()));
  CHECK_FALSE(stun::localUfragOf({}));
  CHECK_FALSE(stun::localUfragOf(requestWith({})));
  CHECK_FALSE(stun::localUfragOf(requestWith({0, 6, 0, 3, 'a', 'b', 'c', 0})));
  CHECK(stun::localUfragOf(requestWith({0, 6, 0, 3, ':', 'b', 'c', 0})) == "");
}

TEST_CASE("localUfragOf reads no further than a truncated request goes") {
  const auto sample = test::sampleRequest();
  const size_t usernameEnd = 20 + 20 + 8 + 12 + 4 + 9;
  for (size_t size = 0; size <= sample.size(); ++size) {
    const std::vector<uint8_t> truncated(sample.begin(), sample.begin() + static_cast<long>(size));
    CHECK(stun::localUfragOf(truncated).has_value() == (size >= usernameEnd));
  }
}

}  // namespace
