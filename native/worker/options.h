// The worker's command line.
#pragma once
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"

namespace sfu::worker {

/// One listening family: on or off, which address (empty: found by itself), and
/// what candidates say instead of it.
struct FamilyOptions {
  bool enabled = true;
  std::string listenIp;
  std::string announcedIp;
};

/// `crosspoint-worker <workerId> --option=value …`; defaults as for `Server(options)`.
struct Options {
  std::string workerId;
  LogLevel logLevel = LogLevel::kDebug;
  std::set<std::string, std::less<>> logTags;
  FamilyOptions ipv4;
  FamilyOptions ipv6;
  uint16_t rtcMinPort = 10000;
  uint16_t rtcMaxPort = 59999;
  std::string dtlsCertificateFile;
  std::string dtlsPrivateKeyFile;

  /// `arguments` without the program's name.
  static Result<Options> parse(std::span<const char* const> arguments);
};

/// "debug", "warn", "error" or "none", in any case.
Result<LogLevel> parseLogLevel(std::string_view text);
/// One of the tags that `logTags` may hold.
bool isLogTag(std::string_view text);

}  // namespace sfu::worker
