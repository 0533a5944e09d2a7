// The worker's command line.
#pragma once
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "ice/ice_agent.h"
#include "net/tcp_connection.h"
#include "sandbox/privileges.h"

namespace sfu::worker {

/// One listening family: on or off, which addresses (none: one that is found by
/// itself), and what candidates say instead of each, by position.
struct FamilyOptions {
  bool enabled = true;
  std::vector<std::string> listenIps;
  std::vector<std::string> announcedIps;
};

/// `crosspoint-worker <workerId> --option=value …`; defaults as for `Server(options)`. What may be
/// a list there is an option that is given several times here.
struct Options {
  std::string workerId;
  LogLevel logLevel = LogLevel::kDebug;
  std::set<std::string, std::less<>> logTags;
  FamilyOptions ipv4;
  FamilyOptions ipv6;
  uint16_t rtcMinPort = 10000;
  uint16_t rtcMaxPort = 59999;
  bool portPerTransport = false;  // a UDP port for each transport instead of a common one
  net::TcpLimits tcp;
  size_t maxTcpPerTransport = 4;
  size_t maxHistoryBytes = 16 * 1024 * 1024;  // of each transport
  ice::Timeouts iceTimeouts;
  std::string dtlsCertificateFile;
  std::string dtlsPrivateKeyFile;
  sandbox::Identity identity;  // after the start

  /// `arguments` without the program's name.
  static Result<Options> parse(std::span<const char* const> arguments);
};

/// "debug", "warn", "error" or "none", in any case.
Result<LogLevel> parseLogLevel(std::string_view text);
/// One of the tags that `logTags` may hold.
bool isLogTag(std::string_view text);

}  // namespace sfu::worker
