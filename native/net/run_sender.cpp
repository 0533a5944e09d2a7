#include "net/run_sender.h"

#include <algorithm>
#include <cerrno>

namespace sfu::net {

namespace {

size_t segmentSizeOf(const SendRun& run) {
  return run.segmentSize > 0 ? std::min<size_t>(run.segmentSize, run.size) : run.size;
}

size_t datagramsIn(size_t size, size_t segmentSize) {
  return segmentSize > 0 ? (size + segmentSize - 1) / segmentSize : 1;
}

size_t datagramsFrom(const SendRun& run, size_t offset) {
  return datagramsIn(run.size - offset, segmentSizeOf(run));
}

bool meansFull(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS || error == ENOMEM;
}

// EIO: no checksum offload on that path. EINVAL, EMSGSIZE: also a segment above its MTU.
bool mayRefuseSegments(int error) {
  return error == EIO || error == EINVAL || error == EMSGSIZE || error == EOPNOTSUPP;
}

}  // namespace

RunSender::RunSender(SendMessages sendMessages, bool canSegment)
    : sendMessages_(std::move(sendMessages)), canSegment_(canSegment) {}

void RunSender::send(std::span<const SendRun> runs) {
  const Position sent = isWaiting() ? Position{} : sendUntilFull(runs);
  if (sent.run < runs.size()) enqueue(runs, sent);
}

RunSender::Position RunSender::sendUntilFull(std::span<const SendRun> runs) {
  Position at;
  PlainRun plain;
  while (at.run < runs.size()) {
    const size_t count = layOut(runs, at, plain.index);
    for (size_t done = 0; done < count;) {
      const int result = sendMessages_({messages_ + done, count - done});
      ++counters_.calls;
      if (result > 0) {
        if (at.run == plain.index && !plain.hasPassed) countRefusal();
        plain.hasPassed = plain.hasPassed || at.run == plain.index;
        for (int i = 0; i < result; ++i) countSent(messages_[done++]);
        at = ends_[done - 1];
        continue;
      }
      if (result == 0 || meansFull(-result)) return at;
      if (messages_[done].segmentSize > 0 && mayRefuseSegments(-result)) {
        plain = {at.run};
      } else {
        // The destination is at fault, so the rest of the run would fare no better.
        counters_.dropped += datagramsFrom(runs[at.run], at.offset);
        at = {at.run + 1, 0};
      }
      break;  // What was laid out no longer fits.
    }
  }
  return at;
}

/// Fills messages_ with what begins at `at`, and returns how many there are.
size_t RunSender::layOut(std::span<const SendRun> runs, Position at, size_t plainRun) {
  size_t count = 0;
  while (at.run < runs.size() && count < kMaxMessages) {
    const SendRun& run = runs[at.run];
    const size_t rest = run.size - at.offset;
    const size_t segment = std::min(segmentSizeOf(run), rest);
    size_t size = segment;
    if (canSegment_ && at.run != plainRun && rest > segment) {
      const size_t segments = std::clamp<size_t>(kMaxMessageSize / segment, 1, kMaxSegments);
      size = std::min(rest, segment * segments);
    }
    const size_t cutAt = size > segment ? segment : 0;
    messages_[count] = {&run.remote, run.data + at.offset, size, static_cast<uint16_t>(cutAt)};
    at.offset += size;
    if (at.offset >= run.size) at = {at.run + 1, 0};
    ends_[count++] = at;
  }
  return count;
}

void RunSender::countSent(const SendMessage& message) {
  const size_t datagrams = datagramsIn(message.size, message.segmentSize);
  counters_.datagrams += datagrams;
  counters_.bytes += message.size;
  if (message.segmentSize == 0) return;
  counters_.segmented += datagrams;
  refusals_ = 0;
}

void RunSender::countRefusal() {
  if (++refusals_ >= kMaxRefusals) canSegment_ = false;
}

void RunSender::flush() {
  for (bool hasProgress = false; isWaiting();) {
    SendRun runs[kMaxMessages];
    const size_t count = std::min(queue_.size(), kMaxMessages);
    for (size_t i = 0; i < count; ++i) {
      const Queued& queued = queue_[i];
      runs[i] = {queued.remote, queued.bytes.data(), queued.bytes.size(), queued.segmentSize};
    }
    const Position sent = sendUntilFull({runs, count});
    hasProgress = hasProgress || sent.run > 0 || sent.offset > 0;
    dequeue(sent);
    if (sent.run == count) continue;
    if (!hasProgress) {
      counters_.dropped += datagramsFrom(runs[0], 0);
      dequeue({1, 0});
    }
    return;
  }
}

void RunSender::enqueue(std::span<const SendRun> runs, Position from) {
  for (; from.run < runs.size(); from = {from.run + 1, 0}) {
    const SendRun& run = runs[from.run];
    const size_t size = run.size - from.offset;
    const size_t datagrams = datagramsFrom(run, from.offset);
    if (queuedBytes_ + size > kMaxQueuedBytes) {
      counters_.dropped += datagrams;
      continue;
    }
    const uint8_t* begin = run.data + from.offset;
    queue_.push_back({run.remote, {begin, begin + size}, run.segmentSize});
    queuedBytes_ += size;
    counters_.queued += datagrams;
  }
}

/// Takes what lies before `sent` out of the queue.
void RunSender::dequeue(Position sent) {
  for (size_t i = 0; i < sent.run; ++i) {
    queuedBytes_ -= queue_.front().bytes.size();
    queue_.pop_front();
  }
  if (sent.offset == 0) return;
  auto& bytes = queue_.front().bytes;
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(sent.offset));
  queuedBytes_ -= sent.offset;
}

}  // namespace sfu::net
