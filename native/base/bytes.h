// Views of bytes, and how big-endian fields are read from and written to them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace sfu {

using Bytes = std::span<const uint8_t>;
using MutableBytes = std::span<uint8_t>;

inline Bytes bytesOf(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
inline std::string_view textOf(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads big-endian fields off the front of a buffer.
///
/// Failure is sticky: a read past the end yields zero and every later read
/// fails too, so a parser reads all its fields and asks ok() once.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  size_t remaining() const { return rest_.size(); }

  uint8_t u8() { return static_cast<uint8_t>(bigEndian(1)); }
  uint16_t u16() { return static_cast<uint16_t>(bigEndian(2)); }
  uint32_t u24() { return static_cast<uint32_t>(bigEndian(3)); }
  uint32_t u32() { return static_cast<uint32_t>(bigEndian(4)); }
  uint64_t u64() { return bigEndian(8); }

  Bytes take(size_t count) {
    if (!ok_ || count > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const Bytes head = rest_.first(count);
    rest_ = rest_.subspan(count);
    return head;
  }

 private:
  uint64_t bigEndian(size_t count) {
    uint64_t value = 0;
    for (const uint8_t byte : take(count)) value = (value << 8) | byte;
    return value;
  }

  Bytes rest_;
  bool ok_ = true;
};

/// Writes big-endian fields into a buffer of fixed size.
///
/// Failure is sticky, as with ByteReader: a write that does not fit writes
/// nothing, and every later write fails too. Ask ok() once at the end.
class ByteWriter {
 public:
  explicit ByteWriter(MutableBytes buffer) : buffer_(buffer) {}

  bool ok() const { return ok_; }
  size_t size() const { return size_; }
  Bytes written() const { return buffer_.first(size_); }

  void u8(uint8_t value) { bigEndian(value, 1); }
  void u16(uint16_t value) { bigEndian(value, 2); }
  void u24(uint32_t value) { bigEndian(value, 3); }
  void u32(uint32_t value) { bigEndian(value, 4); }
  void u64(uint64_t value) { bigEndian(value, 8); }
  void bytes(Bytes value) {
    const MutableBytes room = take(value.size());
    if (!room.empty()) std::memcpy(room.data(), value.data(), room.size());
  }
  void zeros(size_t count) {
    const MutableBytes room = take(count);
    if (!room.empty()) std::memset(room.data(), 0, room.size());
  }

 private:
  MutableBytes take(size_t count) {
    if (!ok_ || count > buffer_.size() - size_) {
      ok_ = false;
      return {};
    }
    const MutableBytes room = buffer_.subspan(size_, count);
    size_ += count;
    return room;
  }
  void bigEndian(uint64_t value, size_t count) {
    for (uint8_t& byte : take(count)) byte = static_cast<uint8_t>(value >> (8 * --count));
  }

  MutableBytes buffer_;
  size_t size_ = 0;
  bool ok_ = true;
};

}  // namespace sfu
