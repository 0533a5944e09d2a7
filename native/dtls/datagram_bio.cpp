#include "dtls/datagram_bio.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace sfu::dtls {
namespace {

// The thirteenth retransmission of a flight makes OpenSSL give up.
constexpr size_t kMaxVariants = 1 + 12;

// Anything under 15 ms counts as expired already; zero would not tell the first
// call for a flight from the later ones.
constexpr unsigned kExpired = 1;
// Over an hour, which no handshake reaches.
constexpr unsigned kTooFarToFire = std::numeric_limits<unsigned>::max();

DatagramQueue& queueOf(BIO* bio) {
  return *static_cast<DatagramQueue*>(BIO_get_data(bio));
}

/// One datagram a read; what does not fit is lost, as with a socket.
int readDatagram(BIO* bio, char* buffer, int size) {
  BIO_clear_retry_flags(bio);
  DatagramQueue& queue = queueOf(bio);
  if (!queue.hasIncoming || size <= 0) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const size_t count = std::min(queue.incoming.size(), static_cast<size_t>(size));
  std::memcpy(buffer, queue.incoming.data(), count);
  queue.hasIncoming = false;
  return static_cast<int>(count);
}

/// One datagram a write, or a part of one within a flight.
int writeDatagram(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  if (size <= 0) return 0;
  DatagramQueue& queue = queueOf(bio);
  const Bytes bytes(reinterpret_cast<const uint8_t*>(data), static_cast<size_t>(size));
  if (queue.outgoing.empty()) queue.outgoing.emplace_back();
  if (queue.joinsRecords) {
    queue.outgoing.back().append(bytes);
  } else {
    queue.outgoing.back().datagrams.emplace_back(bytes.begin(), bytes.end());
  }
  return size;
}

// Zero to whatever is not known here: OpenSSL takes a one to
// BIO_CTRL_GET_KTLS_SEND, for example, as a promise that the kernel encrypts.
long control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

}  // namespace

BIO_METHOD* newDatagramMethod() {
  BIO_METHOD* method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "datagram queue");
  if (method == nullptr) return nullptr;
  BIO_meth_set_read(method, readDatagram);
  BIO_meth_set_write(method, writeDatagram);
  BIO_meth_set_ctrl(method, control);
  return method;
}

BIO* newDatagramBio(const BIO_METHOD& method, DatagramQueue& queue) {
  BIO* bio = BIO_new(&method);
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, &queue);
  BIO_set_init(bio, 1);
  return bio;
}

unsigned repeatFlight(SSL* ssl, unsigned previousMicroseconds) {
  DatagramQueue& queue = queueOf(SSL_get_rbio(ssl));
  if (previousMicroseconds != 0) queue.outgoing.emplace_back();
  return queue.outgoing.size() < kMaxVariants ? kExpired : kTooFarToFire;
}

}  // namespace sfu::dtls
