// Where OpenSSL reads and writes: memory that keeps the bounds of datagrams.
#pragma once
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <vector>

#include "dtls/flight.h"

namespace sfu::dtls {

/// The datagrams between one session and its OpenSSL object.
struct DatagramQueue {
  // One record that OpenSSL has not read yet.
  std::vector<uint8_t> incoming;
  bool hasIncoming = false;

  // What OpenSSL has written. In the handshake: one flight, and behind it the
  // variants of it that repeatFlight() has asked for.
  std::vector<Flight> outgoing;
  // In the handshake records share datagrams; afterwards each is one of its own.
  bool joinsRecords = true;
};

/// Sources and sinks of this kind are pairs of ends of a DatagramQueue. To be
/// freed with BIO_meth_free(), after every BIO made from it.
BIO_METHOD* newDatagramMethod();

/// A BIO over `queue`, which must outlive it. Null if memory is short.
BIO* newDatagramBio(const BIO_METHOD& method, DatagramQueue& queue);

/// For DTLS_set_timer_cb(). OpenSSL's own retransmission timer reads the real
/// clock, and only the real clock can fire it. So it fires at once, as often as
/// OpenSSL lets it, and never again: that yields the flight in several variants
/// whose records have numbers of their own. When they leave is for
/// FlightRepeater to say. Needs a BIO of newDatagramBio() as reading end.
unsigned repeatFlight(SSL* ssl, unsigned previousMicroseconds);

}  // namespace sfu::dtls
