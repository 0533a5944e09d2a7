#include "transport/egress_batch.h"

#include <memory>
#include <optional>
#include <vector>

#include "srtp/srtp_receiver.h"
#include "srtp/srtp_sender.h"
#include "test/kit/check.h"

using namespace sfu;
using transport::EgressBatch;
using transport::EgressDestination;
using transport::EgressPacket;
using transport::EgressRun;

namespace {

constexpr size_t kHeaderSize = 12;
constexpr size_t kTagSize = 16;

crypto::SrtpKeys keysOfBothSides() {
  const crypto::MasterKey master{std::vector<uint8_t>(16, 7), std::vector<uint8_t>(12, 9)};
  return {crypto::SrtpProfile::kAeadAes128Gcm, master, master};
}

/// A viewer: where packets go, and the other end that opens them.
struct Viewer {
  explicit Viewer(srtp::Cipher& cipher, uint16_t port = 4000) {
    const auto keys = keysOfBothSides();
    sender = std::move(*srtp::SrtpSender::create(keys.profile, keys.local, cipher));
    receiver = std::move(*srtp::SrtpReceiver::create(keys));
    destination.srtp = sender.get();
    destination.overhead = sender->overhead();
    destination.route = {Protocol::kUdp, *Address::parse("127.0.0.1", 1),
                         *Address::parse("127.0.0.1", port)};
  }

  std::unique_ptr<srtp::SrtpSender> sender;
  std::unique_ptr<srtp::SrtpReceiver> receiver;
  EgressDestination destination;
};

class Fixture {
 public:
  explicit Fixture(bool allowIpsecMb = true) : cipher(srtp::Cipher::create(allowIpsecMb)) {}

  std::unique_ptr<srtp::Cipher> cipher;
  PacketPool pool;
  EgressBatch batch{*cipher};

  /// Queues a packet whose payload is `size` times its sequence number.
  void add(Viewer& viewer, uint16_t sequence, size_t size, std::optional<uint16_t> original = {}) {
    ByteWriter header(batch.headerRoom());
    header.u16(0x8060);
    header.u16(sequence);
    header.u32(1234);
    header.u32(0xabcd);
    const std::vector<uint8_t> payload(size, static_cast<uint8_t>(sequence));
    EgressPacket packet;
    packet.buffer = pool.copy(payload);
    packet.headerSize = static_cast<uint16_t>(header.size());
    packet.payloadSize = static_cast<uint16_t>(size);
    packet.isRetransmission = original.has_value();
    packet.originalSequence = original.value_or(0);
    batch.add(viewer.destination, std::move(packet));
  }

  /// The datagrams of all runs, cut as the kernel would.
  std::vector<std::vector<uint8_t>> drain() {
    std::vector<std::vector<uint8_t>> datagrams;
    for (auto runs = batch.protectNext(); !runs.empty(); runs = batch.protectNext()) {
      for (const EgressRun& run : runs) {
        runSizes.push_back((run.size + run.segmentSize - 1) / run.segmentSize);
        CHECK(run.size <= EgressBatch::kMaxRunSize);
        for (size_t at = 0; at < run.size; at += run.segmentSize) {
          const size_t size = std::min<size_t>(run.segmentSize, run.size - at);
          datagrams.emplace_back(run.data + at, run.data + at + size);
        }
      }
    }
    return datagrams;
  }

  std::vector<size_t> runSizes;
};

/// The plain packet without RTP padding; checks that it is authentic.
std::vector<uint8_t> open(Viewer& viewer, std::vector<uint8_t> datagram) {
  size_t size = datagram.size();
  REQUIRE(viewer.receiver->unprotectRtp(datagram.data(), size) == srtp::SrtpReceiver::Outcome::kOk);
  datagram.resize(size);
  if (datagram[0] & 0x20) {
    REQUIRE(datagram.back() <= EgressBatch::kMaxPadding);
    datagram.resize(size - datagram.back());
  }
  return datagram;
}

TEST_CASE("EgressBatch sends packets of equal size as one run") {
  Fixture fixture;
  Viewer viewer(*fixture.cipher);
  for (uint16_t i = 0; i < 10; ++i) fixture.add(viewer, i, 1000);

  const auto datagrams = fixture.drain();

  CHECK(fixture.runSizes == std::vector<size_t>{10});
  for (uint16_t i = 0; i < 10; ++i) {
    const auto plain = open(viewer, datagrams[i]);
    CHECK(plain.size() == kHeaderSize + 1000);
    CHECK(plain[3] == i);
    CHECK(plain.back() == i);
  }
}

void checkPadding(bool allowIpsecMb) {
  Fixture fixture(allowIpsecMb);
  Viewer viewer(*fixture.cipher);
  const std::vector<size_t> sizes{1000, 1001, 1000, 993, 994};
  for (uint16_t i = 0; i < sizes.size(); ++i) fixture.add(viewer, i, sizes[i]);

  const auto datagrams = fixture.drain();

  CHECK(fixture.runSizes == std::vector<size_t>{5});
  CHECK(datagrams.front().size() == kHeaderSize + 1001 + kTagSize);
  CHECK(datagrams.back().size() == kHeaderSize + 994 + kTagSize);
  for (uint16_t i = 0; i < sizes.size(); ++i) {
    CHECK(open(viewer, datagrams[i]).size() == kHeaderSize + sizes[i]);
  }
}

TEST_CASE("EgressBatch pads packets that differ by a few bytes, but not the last") {
  checkPadding(true);
}

TEST_CASE("EgressBatch pads the same way without ipsec-mb") {
  checkPadding(false);
}

TEST_CASE("EgressBatch ends a run with one shorter packet") {
  Fixture fixture;
  Viewer viewer(*fixture.cipher);
  for (uint16_t i = 0; i < 3; ++i) fixture.add(viewer, i, 1000);
  fixture.add(viewer, 3, 300);
  fixture.add(viewer, 4, 300);

  const auto datagrams = fixture.drain();

  CHECK(fixture.runSizes == std::vector<size_t>{4, 1});
  CHECK(open(viewer, datagrams[3]).size() == kHeaderSize + 300);
  CHECK(open(viewer, datagrams[4]).size() == kHeaderSize + 300);
}

TEST_CASE("EgressBatch begins a new run where a packet is more than the padding larger") {
  Fixture fixture;
  Viewer viewer(*fixture.cipher);
  fixture.add(viewer, 0, 100);
  fixture.add(viewer, 1, 109);
  fixture.add(viewer, 2, 117);

  fixture.drain();

  CHECK(fixture.runSizes == std::vector<size_t>{1, 2});
}

TEST_CASE("EgressBatch never makes a run of more segments than the kernel takes") {
  Fixture fixture;
  Viewer viewer(*fixture.cipher);
  for (uint16_t i = 0; i < 150; ++i) fixture.add(viewer, i, 50);

  fixture.drain();

  CHECK(fixture.runSizes == std::vector<size_t>{64, 64, 22});
}

TEST_CASE("EgressBatch keeps the order within each destination over many slabs") {
  Fixture fixture;
  Viewer first(*fixture.cipher, 4000);
  Viewer second(*fixture.cipher, 4001);
  for (uint16_t i = 0; i < 400; ++i) {
    fixture.add(first, i, 1100);
    fixture.add(second, i, 1100);
  }

  const auto datagrams = fixture.drain();

  REQUIRE(datagrams.size() == 800);
  for (uint16_t i = 0; i < 400; ++i) {
    CHECK(open(first, datagrams[i])[3] == static_cast<uint8_t>(i));
    CHECK(open(second, datagrams[400u + i])[3] == static_cast<uint8_t>(i));
  }
  CHECK(fixture.batch.empty());
  CHECK(fixture.pool.inUse() == 0);
}

TEST_CASE("EgressBatch puts the original sequence number before a retransmitted payload") {
  Fixture fixture;
  Viewer viewer(*fixture.cipher);
  fixture.add(viewer, 9, 100, 0x1234);

  const auto plain = open(viewer, fixture.drain().at(0));

  CHECK(plain.size() == kHeaderSize + 2 + 100);
  CHECK(plain[kHeaderSize] == 0x12);
  CHECK(plain[kHeaderSize + 1] == 0x34);
  CHECK(plain[kHeaderSize + 2] == 9);
}

TEST_CASE("EgressBatch puts a patch over the payload of one viewer alone") {
  Fixture fixture;
  Viewer viewer(*fixture.cipher);
  Viewer other(*fixture.cipher, 4001);
  const std::vector<uint8_t> payload(500, 7);
  const PacketRef shared = fixture.pool.copy(payload);
  const auto send = [&](Viewer& to, uint8_t patchSize, std::optional<uint16_t> original) {
    const MutableBytes room = fixture.batch.headerRoom();
    ByteWriter writer(room);
    writer.u16(0x8060);
    writer.u16(1);
    writer.u32(1234);
    writer.u32(original ? 0xabce : 0xabcd);
    for (uint8_t i = 0; i < patchSize; ++i) writer.u8(static_cast<uint8_t>(0xa0 + i));
    EgressPacket packet;
    packet.buffer = shared;
    packet.headerSize = kHeaderSize;
    packet.payloadSize = 500;
    packet.isRetransmission = original.has_value();
    packet.originalSequence = original.value_or(0);
    packet.patchAt = 2;
    packet.patchSize = patchSize;
    fixture.batch.add(to.destination, std::move(packet));
  };
  send(viewer, 4, std::nullopt);
  send(viewer, 4, 0x1234);
  send(other, 0, std::nullopt);

  const auto datagrams = fixture.drain();

  REQUIRE(datagrams.size() == 3);
  std::vector<uint8_t> patched = payload;
  for (size_t i = 0; i < 4; ++i) patched[2 + i] = static_cast<uint8_t>(0xa0 + i);
  const auto first = open(viewer, datagrams[0]);
  CHECK(std::vector<uint8_t>(first.begin() + kHeaderSize, first.end()) == patched);
  const auto second = open(viewer, datagrams[1]);
  CHECK(std::vector<uint8_t>(second.begin() + kHeaderSize + 2, second.end()) == patched);
  CHECK(second[kHeaderSize] == 0x12);
  const auto third = open(other, datagrams[2]);
  CHECK(std::vector<uint8_t>(third.begin() + kHeaderSize, third.end()) == payload);
}

TEST_CASE("EgressBatch sends ready datagrams before media") {
  Fixture fixture;
  Viewer viewer(*fixture.cipher);
  fixture.add(viewer, 0, 100);
  fixture.batch.add(Datagram{viewer.destination.route, {1, 2, 3}});

  const auto datagrams = fixture.drain();

  CHECK(datagrams.at(0) == std::vector<uint8_t>{1, 2, 3});
  CHECK(datagrams.size() == 2);
}

TEST_CASE("EgressBatch sends nothing for a destination that it was told to forget") {
  Fixture fixture;
  Viewer viewer(*fixture.cipher);
  Viewer gone(*fixture.cipher, 4001);
  fixture.add(gone, 0, 100);
  fixture.add(viewer, 1, 100);

  fixture.batch.forget(gone.destination);

  CHECK(fixture.drain().size() == 1);
  CHECK(fixture.pool.inUse() == 0);
}

}  // namespace
