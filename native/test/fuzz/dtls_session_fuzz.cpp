// A DTLS server at whose port anybody may knock.
#include "dtls/dtls_session.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static sfu::SeededRandom random(1);
  static const auto certificate = sfu::crypto::Certificate::generate(random, sfu::Time());
  static const auto context = sfu::dtls::DtlsContext::create(certificate.value());
  sfu::dtls::DtlsSession session(*context.value());
  session.start(sfu::dtls::Role::kServer, sfu::Time());
  session.handleDatagram({data, size}, sfu::Time());
  return 0;
}
