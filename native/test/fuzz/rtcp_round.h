// What the fuzz target of RTCP does with each item.
#pragma once
#include <vector>

#include "base/assert.h"
#include "rtcp/fir.h"
#include "rtcp/nack.h"
#include "rtcp/pli.h"
#include "rtcp/receiver_report.h"
#include "rtcp/remb.h"
#include "rtcp/sdes.h"
#include "rtcp/sender_report.h"
#include "rtcp/transport_feedback.h"

namespace sfu::test {

/// No report gets much larger by being written anew.
template <class Report>
std::vector<uint8_t> writtenAs(const Report& report, size_t room) {
  std::vector<uint8_t> buffer(room);
  ByteWriter writer(buffer);
  report.write(writer);
  SFU_ASSERT(writer.ok());
  buffer.resize(writer.size());
  return buffer;
}

/// What was read can be written, and what was written reads and writes the same again.
template <class Report>
void round(const rtcp::Item& item) {
  const auto report = Report::parse(item);
  if (!report) return;
  const size_t room = 4 * item.body.size() + 64;
  const auto bytes = writtenAs(*report, room);
  rtcp::CompoundReader reader(bytes);
  const auto again = Report::parse(reader.next().value());
  SFU_ASSERT(again && !reader.next() && reader.ok());
  SFU_ASSERT(writtenAs(*again, room) == bytes);
}

/// Every parser sees every body: none may trust its packet type.
inline void roundOfRtcp(const rtcp::Item& item) {
  round<rtcp::SenderReport>(item);
  round<rtcp::ReceiverReport>(item);
  round<rtcp::Sdes>(item);
  round<rtcp::Nack>(item);
  round<rtcp::Pli>(item);
  round<rtcp::Fir>(item);
  round<rtcp::Remb>(item);
  round<rtcp::TransportFeedback>(item);
}

}  // namespace sfu::test
