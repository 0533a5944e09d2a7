// Who gets which RTCP, and when.
#pragma once
#include "base/bytes.h"
#include "base/random.h"
#include "base/time.h"
#include "router/tables.h"
#include "router/turn.h"

namespace sfu::router {

/// How often a transport gets its reports, before randomisation. RFC 3550, section 6.2,
/// allows a smaller interval where the bandwidth is plentiful.
constexpr Duration kReportInterval = std::chrono::seconds(1);

/// Takes a compound packet of an endpoint in. Senders of the room may answer at once
/// (retransmissions go into the turn's batch); receivers note what they have to pass on, and
/// their transports are touched.
void handleRtcp(Tables& tables, uint32_t transport, Bytes compound, const Turn& turn);

/// Sends the sender and receiver reports of a transport if they are due.
void sendReports(Tables& tables, RoomTransport& transport, Random& random, const Turn& turn);

/// Sends the feedback that a publisher is due now: NACK, PLI or FIR, transport-wide feedback.
void sendFeedback(Tables& tables, RoomTransport& transport, const Turn& turn);

/// When sendReports() or sendFeedback() has something to do next.
Time nextRtcpTimeout(const Tables& tables, const RoomTransport& transport);

}  // namespace sfu::router
