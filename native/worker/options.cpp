#include "worker/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/address.h"

namespace sfu::worker {

namespace {

constexpr std::array<std::string_view, 9> kLogTags = {"info", "ice", "dtls", "rtp", "srtp",
                                                      "rtcp", "rtx", "rbe",  "bwe"};

Failure invalid(std::string_view name, std::string_view value) {
  return Failure::invalidParameters("invalid value '" + std::string(value) + "' for " +
                                    std::string(name));
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return result;
}

bool isWildcard(const Address& address) {
  return std::all_of(address.ipBytes(), address.ipBytes() + address.ipSize(),
                     [](uint8_t byte) { return byte == 0; });
}

Status setFlag(bool& flag, std::string_view name, std::string_view value) {
  if (value != "true" && value != "false") return invalid(name, value);
  flag = value == "true";
  return Unit{};
}

Status setFamily(FamilyOptions& family, std::string_view name, std::string_view value,
                 bool isIpv6) {
  if (value == "true" || value == "false") {
    family.listenIps.clear();
    return setFlag(family.enabled, name, value);
  }
  const auto address = Address::parse(value, 0);
  if (!address || address->isIpv6() != isIpv6) return invalid(name, value);
  if (isWildcard(*address)) {
    return Failure::invalidParameters(std::string(name) +
                                      " must be the address of one interface, not the wildcard");
  }
  // In one spelling, so that the same address is not opened twice.
  const std::string ip = address->ip();
  if (std::ranges::find(family.listenIps, ip) != family.listenIps.end()) {
    return Failure::invalidParameters(std::string(name) + " has " + ip + " twice");
  }
  family.enabled = true;
  family.listenIps.push_back(ip);
  return Unit{};
}

/// Each listening address has one name at most.
Status checkAnnounced(const FamilyOptions& family, const char* name) {
  const size_t addresses = std::max<size_t>(family.listenIps.size(), 1);
  if (!family.enabled || family.announcedIps.size() <= addresses) return Unit{};
  return Failure::invalidParameters(std::string(name) +
                                    " has more entries than there are addresses");
}

Status setPort(uint16_t& port, std::string_view name, std::string_view value) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < 1 || number > 65535) {
    return invalid(name, value);
  }
  port = static_cast<uint16_t>(number);
  return Unit{};
}

Status setId(std::optional<uint32_t>& id, std::string_view name, std::string_view value) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  // The highest number means "no change" to the kernel.
  if (error != std::errc() || end != value.data() + value.size() || number == UINT32_MAX) {
    return invalid(name, value);
  }
  id = number;
  return Unit{};
}

Status setSize(size_t& size, std::string_view name, std::string_view value) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < 1) {
    return invalid(name, value);
  }
  size = number;
  return Unit{};
}

/// Milliseconds, from a second to an hour.
Status setTimeout(Duration& timeout, std::string_view name, std::string_view value) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < 1000 ||
      number > 3'600'000) {
    return invalid(name, value);
  }
  timeout = std::chrono::milliseconds(number);
  return Unit{};
}

Status setLogLevel(Options& options, std::string_view value) {
  auto level = parseLogLevel(value);
  if (!level) return level.failure();
  options.logLevel = *level;
  return Unit{};
}

Status addLogTag(Options& options, std::string_view value) {
  if (!isLogTag(value)) return invalid("logTag", value);
  options.logTags.emplace(value);
  return Unit{};
}

Status apply(Options& options, std::string_view name, std::string_view value) {
  if (name == "logLevel") return setLogLevel(options, value);
  if (name == "logTag") return addLogTag(options, value);
  if (name == "rtcIPv4") return setFamily(options.ipv4, name, value, false);
  if (name == "rtcIPv6") return setFamily(options.ipv6, name, value, true);
  if (name == "rtcAnnouncedIPv4") return options.ipv4.announcedIps.emplace_back(value), Unit{};
  if (name == "rtcAnnouncedIPv6") return options.ipv6.announcedIps.emplace_back(value), Unit{};
  if (name == "portPerTransport") return setFlag(options.portPerTransport, name, value);
  if (name == "connectTimeoutMs") return setTimeout(options.iceTimeouts.connect, name, value);
  if (name == "consentTimeoutMs") return setTimeout(options.iceTimeouts.consent, name, value);
  if (name == "failedTimeoutMs") return setTimeout(options.iceTimeouts.failed, name, value);
  if (name == "rtcMinPort") return setPort(options.rtcMinPort, name, value);
  if (name == "rtcMaxPort") return setPort(options.rtcMaxPort, name, value);
  if (name == "workerUid") return setId(options.identity.uid, name, value);
  if (name == "workerGid") return setId(options.identity.gid, name, value);
  const std::map<std::string_view, size_t*> sizes = {
      {"maxTcpConnections", &options.tcp.maxConnections},
      {"maxUnprovenTcpPerAddress", &options.tcp.maxUnprovenPerSource},
      {"maxTcpPerTransport", &options.maxTcpPerTransport},
      {"maxHistoryBytes", &options.maxHistoryBytes},
  };
  if (const auto size = sizes.find(name); size != sizes.end()) {
    return setSize(*size->second, name, value);
  }
  const std::map<std::string_view, std::string*> texts = {
      {"dtlsCertificateFile", &options.dtlsCertificateFile},
      {"dtlsPrivateKeyFile", &options.dtlsPrivateKeyFile},
  };
  const auto text = texts.find(name);
  if (text == texts.end()) {
    return Failure::invalidParameters("unknown option --" + std::string(name));
  }
  *text->second = value;
  return Unit{};
}

}  // namespace

Result<LogLevel> parseLogLevel(std::string_view text) {
  const std::string level = lower(text);
  if (level == "debug") return LogLevel::kDebug;
  if (level == "warn") return LogLevel::kWarn;
  if (level == "error") return LogLevel::kError;
  if (level == "none") return LogLevel::kNone;
  return invalid("logLevel", text);
}

bool isLogTag(std::string_view text) {
  return std::find(kLogTags.begin(), kLogTags.end(), text) != kLogTags.end();
}

Result<Options> Options::parse(std::span<const char* const> arguments) {
  if (arguments.empty() || std::string_view(arguments[0]).starts_with("--")) {
    return Failure::invalidParameters("usage: crosspoint-worker <workerId> --option=value …");
  }
  Options options;
  options.workerId = arguments[0];
  for (const std::string_view argument : arguments.subspan(1)) {
    const size_t equals = argument.find('=');
    if (!argument.starts_with("--") || equals == std::string_view::npos) {
      return Failure::invalidParameters("not an option: " + std::string(argument));
    }
    const auto status = apply(options, argument.substr(2, equals - 2), argument.substr(equals + 1));
    if (!status) return status.failure();
  }
  if (options.rtcMaxPort < options.rtcMinPort) {
    return Failure::invalidParameters("rtcMaxPort is below rtcMinPort");
  }
  if (!options.ipv4.enabled && !options.ipv6.enabled) {
    return Failure::invalidParameters("rtcIPv4 and rtcIPv6 are both off");
  }
  if (auto status = checkAnnounced(options.ipv4, "rtcAnnouncedIPv4"); !status) {
    return status.failure();
  }
  if (auto status = checkAnnounced(options.ipv6, "rtcAnnouncedIPv6"); !status) {
    return status.failure();
  }
  return options;
}

}  // namespace sfu::worker
