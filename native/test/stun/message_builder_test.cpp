// What MessageBuilder writes, MessageView reads.
#include <string>
#include <vector>

#include "stun/message.h"
#include "test/kit/check.h"
#include "test/stun/rfc5769.h"

using namespace sfu;
using stun::Class;
using stun::MessageBuilder;
using stun::MessageView;

namespace {

constexpr stun::TransactionId kId = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
constexpr stun::TransactionId kSampleId = {0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34,
                                           0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae};

TEST_CASE("MessageBuilder writes a check that reads back") {
  MessageBuilder builder(Class::kRequest, kId);
  builder.username("server:client");
  builder.priority(123);
  builder.iceControlling(0x1122334455667788);
  builder.useCandidate();
  builder.integrity("password");
  builder.fingerprint();

  const auto view = MessageView::parse(builder.bytes());

  REQUIRE(view);
  CHECK(view->messageClass() == Class::kRequest);
  CHECK(view->method() == stun::kBindingMethod);
  CHECK(view->transactionId() == kId);
  CHECK(view->username() == "server:client");
  CHECK(view->priority() == 123u);
  CHECK(view->iceControlling() == 0x1122334455667788u);
  CHECK(view->useCandidate());
  CHECK(view->integrityOk("password"));
  CHECK(view->fingerprintOk());
}

TEST_CASE("MessageBuilder writes an error that reads back") {
  const std::vector<uint16_t> unknown = {0x7001, 0x7002, 0x7003};
  MessageBuilder builder(Class::kError, kId);
  builder.errorCode(420, "Unknown Attribute");
  builder.unknownAttributes(unknown);

  const auto view = MessageView::parse(builder.bytes());

  REQUIRE(view);
  CHECK(view->messageClass() == Class::kError);
  CHECK(view->errorCode() == 420);
  CHECK_FALSE(view->hasIntegrity());
  CHECK_FALSE(view->integrityOk(""));
  CHECK_FALSE(view->hasFingerprint());
  CHECK_FALSE(view->fingerprintOk());
}

TEST_CASE("MessageBuilder writes addresses of both families that read back") {
  for (const auto& address :
       {*Address::parse("198.51.100.7", 1), *Address::parse("2001:db8::7", 65535)}) {
    MessageBuilder builder(Class::kSuccess, kId);
    builder.xorMappedAddress(address);

    CHECK(MessageView::parse(builder.bytes())->xorMappedAddress() == address);
  }
}

TEST_CASE("MessageBuilder writes the sample response but for the byte it pads with") {
  MessageBuilder builder(Class::kSuccess, kSampleId);
  builder.attribute(0x8022, bytesOf("test vector"));
  builder.xorMappedAddress(*Address::parse("192.0.2.1", 32853));

  const auto sample = test::sampleIpv4Response();
  std::vector<uint8_t> expected(sample.begin(), sample.begin() + 48);
  expected[3] = 28;
  expected[35] = 0;
  CHECK(std::vector<uint8_t>(builder.bytes().begin(), builder.bytes().end()) == expected);
}

TEST_CASE("MessageBuilder writes every class so that it reads back") {
  constexpr uint16_t methods[] = {0x001, 0x00f, 0x010, 0x080, 0xabc, 0xfff};
  for (const Class messageClass :
       {Class::kRequest, Class::kIndication, Class::kSuccess, Class::kError}) {
    for (const uint16_t method : methods) {
      const MessageBuilder builder(messageClass, kId, method);

      const auto view = MessageView::parse(builder.bytes());

      REQUIRE(view);
      CHECK(view->messageClass() == messageClass);
      CHECK(view->method() == method);
    }
  }
}

TEST_CASE("MessageBuilder has nothing to give once something did not fit") {
  MessageBuilder builder(Class::kRequest, kId);
  const std::string large(500, 'x');
  builder.attribute(0x8022, bytesOf(large));
  REQUIRE(builder.ok());

  builder.username(std::string(100, 'y'));
  builder.integrity("password");
  builder.fingerprint();

  CHECK_FALSE(builder.ok());
  CHECK(builder.bytes().empty());
}

TEST_CASE("MessageBuilder fills its buffer to the last byte") {
  const std::string exact(MessageBuilder::kMaxSize - stun::kHeaderSize - 4, 'x');
  MessageBuilder builder(Class::kRequest, kId);
  builder.attribute(0x8022, bytesOf(exact));

  CHECK(builder.ok());
  CHECK(MessageView::parse(builder.bytes()).has_value());
}

}  // namespace
