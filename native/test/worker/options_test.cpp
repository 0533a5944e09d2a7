#include "worker/options.h"

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
}

TEST_CASE("Options takes every option") {
  const auto options =
      parse({"--logLevel=WARN", "--logTag=ice", "--logTag=dtls", "--rtcIPv4=127.0.0.1",
             "--rtcIPv6=false", "--rtcAnnouncedIPv4=media.example.com", "--rtcMinPort=4000",
             "--rtcMaxPort=4001", "--dtlsCertificateFile=/c", "--dtlsPrivateKeyFile=/k"});

  REQUIRE(options.ok());
  CHECK(options.value().logLevel == LogLevel::kWarn);
  CHECK(options.value().logTags.size() == 2);
  CHECK(options.value().ipv4.listenIp == "127.0.0.1");
  CHECK(options.value().ipv4.announcedIp == "media.example.com");
  CHECK_FALSE(options.value().ipv6.enabled);
  CHECK(options.value().rtcMaxPort == 4001);
}

TEST_CASE("Options refuses what cannot be honoured") {
  const std::vector<const char*> wrong = {
      "--logLevel=chicken", "--logTag=chicken",   "--rtcIPv4=chicken", "--rtcIPv4=::1",
      "--rtcIPv6=1.2.3.4",  "--rtcIPv4=0.0.0.0",  "--rtcIPv6=::",      "--rtcMinPort=0",
      "--rtcMinPort=65536", "--rtcMaxPort=4000x", "--rtcMaxPort=9999", "--chicken=1",
      "--logLevel",         "logLevel=debug",
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
