// Simulated endpoints over real UDP sockets. Prints its fingerprint, reads one
// line of JSON (load/description.h), then prints one line of JSON per phase and
// the measurement. Started by bench/run.mjs.
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "crypto/certificate.h"
#include "crypto/system_random.h"
#include "load/load_run.h"

using namespace sfu;
using Json = nlohmann::json;

namespace {

void print(const Json& line) {
  std::cout << line.dump() << std::endl;
}

Json describe(const load::Measurement& measured) {
  const load::Reception& reception = measured.reception;
  const auto micros = [](uint64_t nanos) { return static_cast<double>(nanos) / 1000; };
  Json json = {{"seconds", measured.seconds},
               {"packets", reception.packets},
               {"bytes", reception.bytes},
               {"missing", measured.missing},
               {"silentStreams", measured.silentStreams},
               {"late", reception.late},
               {"verified", reception.verified},
               {"wrong", reception.wrong},
               {"unauthentic", reception.unauthentic},
               {"unknown", reception.unknown},
               {"latencyP50Us", micros(reception.latencyNanos.quantile(0.5))},
               {"latencyP99Us", micros(reception.latencyNanos.quantile(0.99))},
               {"latencyMaxUs", micros(reception.latencyNanos.max())},
               {"published", measured.publication.packets},
               {"refused", measured.publication.refused},
               {"keyFrameRequests", measured.publication.keyFrameRequests},
               {"nacks", measured.publication.nacks},
               {"ownNanos", measured.ownNanos}};
  if (measured.watchedNanos) json["watchedNanos"] = *measured.watchedNanos;
  return json;
}

int fail(const std::string& message) {
  print({{"error", message}});
  return 1;
}

crypto::SrtpProfile profileOf(std::string_view name) {
  if (name == "aes-cm") return crypto::SrtpProfile::kAesCm128HmacSha1_80;
  if (name == "gcm-256") return crypto::SrtpProfile::kAeadAes256Gcm;
  return crypto::SrtpProfile::kAeadAes128Gcm;
}

}  // namespace

int main(int count, char** arguments) {
  crypto::SystemRandom random;
  const load::Clock clock;
  const auto certificate = crypto::Certificate::generate(random, clock.at(load::monotonicNanos()));
  if (!certificate) return fail(certificate.failure().message);
  const crypto::SrtpProfile profile = profileOf(count > 1 ? arguments[1] : "");
  const auto context = dtls::DtlsContext::create(certificate.value(), {&profile, 1});
  if (!context) return fail(context.failure().message);
  const auto cipher = srtp::Cipher::create();
  print({{"fingerprint", certificate.value().fingerprint(crypto::FingerprintAlgorithm::kSha256)}});

  std::string line;
  std::getline(std::cin, line);
  auto description = load::parseDescription(line);
  if (!description) return fail(description.failure().message);

  load::LoadRun run(std::move(*description), *context.value(), *cipher, random,
                    [](std::string_view phase) {
                      print({{"phase", phase}});
                    });
  if (const auto status = run.open(); !status) return fail(status.failure().message);
  const auto measured = run.run();
  if (!measured) return fail(measured.failure().message);
  print({{"measurement", describe(measured.value())}});
  return 0;
}
