#include "worker/options.h"

#include <string>
#include <vector>

#include "test/kit/check.h"

using namespace sfu;
using worker::Options;

namespace {

Result<Options> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "worker#1");
  return Options::parse(arguments);
}

TEST_CASE("Options has the documented defaults") {
  const auto options = parse({});

  REQUIRE(options.ok());
  CHECK(options.value().workerId == "worker#1");
  CHECK(options.value().logLevel == LogLevel::kDebug);
  CHECK(options.value().ipv4.enabled);
  CHECK(options.value().ipv6.enabled);
  CHECK(options.value().rtcMinPort == 10000);
  CHECK(options.value().rtcMaxPort == 59999);
  CHECK_FALSE(options.value().portPerTransport);
}

TEST_CASE("Options takes every option") {
  const auto options = parse(
      {"--logLevel=WARN", "--logTag=ice", "--logTag=dtls", "--rtcIPv4=127.0.0.1", "--rtcIPv6=false",
       "--rtcAnnouncedIPv4=media.example.com", "--rtcMinPort=4000", "--rtcMaxPort=4001",
       "--dtlsCertificateFile=/c", "--dtlsPrivateKeyFile=/k", "--portPerTransport=true"});

  REQUIRE(options.ok());
  CHECK(options.value().logLevel == LogLevel::kWarn);
  CHECK(options.value().logTags.size() == 2);
  CHECK(options.value().ipv4.listenIps == std::vector<std::string>{"127.0.0.1"});
  CHECK(options.value().ipv4.announcedIps == std::vector<std::string>{"media.example.com"});
  CHECK_FALSE(options.value().ipv6.enabled);
  CHECK(options.value().rtcMaxPort == 4001);
  CHECK(options.value().portPerTransport);
}

TEST_CASE("Options takes limits, which are whole numbers above zero") {
  const auto defaults = parse({});
  CHECK(defaults.value().tcp.maxConnections == 1024);
  CHECK(defaults.value().tcp.maxUnprovenPerSource == 32);
  CHECK(defaults.value().maxTcpPerTransport == 4);
  CHECK(defaults.value().maxHistoryBytes == 16 * 1024 * 1024);

  const auto options = parse({"--maxTcpConnections=7", "--maxUnprovenTcpPerAddress=3",
                              "--maxTcpPerTransport=2", "--maxHistoryBytes=1000000"});
  REQUIRE(options.ok());
  CHECK(options.value().tcp.maxConnections == 7);
  CHECK(options.value().tcp.maxUnprovenPerSource == 3);
  CHECK(options.value().maxTcpPerTransport == 2);
  CHECK(options.value().maxHistoryBytes == 1'000'000);

  for (const char* wrong : {"--maxTcpConnections=0", "--maxTcpPerTransport=-1",
                            "--maxHistoryBytes=1.5", "--maxHistoryBytes="}) {
    CHECK_FALSE(parse({wrong}).ok());
  }
}

TEST_CASE("Options takes several addresses of a family, and names for them by position") {
  const auto options = parse({"--rtcIPv4=192.0.2.1", "--rtcIPv4=192.0.2.2", "--rtcAnnouncedIPv4=",
                              "--rtcAnnouncedIPv4=media.example.com", "--rtcIPv6=2001:db8::1"});

  REQUIRE(options.ok());
  CHECK(options.value().ipv4.listenIps == std::vector<std::string>{"192.0.2.1", "192.0.2.2"});
  CHECK(options.value().ipv4.announcedIps == std::vector<std::string>{"", "media.example.com"});
  CHECK(options.value().ipv6.listenIps == std::vector<std::string>{"2001:db8::1"});
}

TEST_CASE("Options refuses an address that comes twice, in whatever spelling") {
  CHECK(parse({"--rtcIPv4=192.0.2.1", "--rtcIPv4=192.0.2.1"}).failure().message ==
        "rtcIPv4 has 192.0.2.1 twice");
  CHECK_FALSE(parse({"--rtcIPv6=2001:db8::1", "--rtcIPv6=2001:db8:0::1"}).ok());
}

TEST_CASE("Options refuses more names than addresses") {
  const auto options = parse({"--rtcAnnouncedIPv4=a.example", "--rtcAnnouncedIPv4=b.example"});

  REQUIRE_FALSE(options.ok());
  CHECK(options.failure().message.starts_with("rtcAnnouncedIPv4"));
}

TEST_CASE("Options has thirty seconds for the start and for consent, and ten for failure") {
  const auto options = parse({});

  CHECK(options.value().iceTimeouts.connect == std::chrono::seconds(30));
  CHECK(options.value().iceTimeouts.consent == std::chrono::seconds(30));
  CHECK(options.value().iceTimeouts.failed == std::chrono::seconds(10));
}

TEST_CASE("Options takes times from a second to an hour") {
  const auto options =
      parse({"--connectTimeoutMs=1000", "--consentTimeoutMs=3600000", "--failedTimeoutMs=2500"});

  REQUIRE(options.ok());
  CHECK(options.value().iceTimeouts.connect == std::chrono::seconds(1));
  CHECK(options.value().iceTimeouts.consent == std::chrono::hours(1));
  CHECK(options.value().iceTimeouts.failed == std::chrono::milliseconds(2500));
  for (const char* wrong : {"--connectTimeoutMs=999", "--consentTimeoutMs=3600001",
                            "--failedTimeoutMs=-1", "--failedTimeoutMs=1s"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse({wrong}).ok());
  }
}

TEST_CASE("Options refuses what cannot be honoured") {
  const std::vector<const char*> wrong = {
      "--logLevel=chicken", "--logTag=chicken",   "--rtcIPv4=chicken",    "--rtcIPv4=::1",
      "--rtcIPv6=1.2.3.4",  "--rtcIPv4=0.0.0.0",  "--rtcIPv6=::",         "--rtcMinPort=0",
      "--rtcMinPort=65536", "--rtcMaxPort=4000x", "--rtcMaxPort=9999",    "--chicken=1",
      "--logLevel",         "logLevel=debug",     "--portPerTransport=1",
  };
  for (const char* argument : wrong) {
    CAPTURE(argument);
    CHECK_FALSE(parse({argument}).ok());
  }
  CHECK_FALSE(parse({"--rtcIPv4=false", "--rtcIPv6=false"}).ok());
}

TEST_CASE("Options says which value is wrong") {
  CHECK(parse({"--logLevel=chicken"}).failure().message == "invalid value 'chicken' for logLevel");
}

TEST_CASE("Options wants a worker id first") {
  CHECK_FALSE(Options::parse({}).ok());
  const std::vector<const char*> arguments = {"--logLevel=debug"};
  CHECK_FALSE(Options::parse(arguments).ok());
}

}  // namespace
