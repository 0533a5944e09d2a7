// Writes RTP headers that the server makes itself: padding, probes, tests.
#pragma once
#include "base/bytes.h"
#include "base/strong_int.h"

namespace sfu::rtp {

/// RFC 8285, section 4: which of the two element forms a header uses.
enum class ExtensionForm : uint8_t { kOneByte, kTwoByte };

/// Writes an RTP header (version 2, no CSRC) with an extension block into a fixed buffer.
/// RFC 3550, section 5.1; RFC 8285, section 4.
///
/// The form is chosen once. The one-byte form refuses an id above 14 and a value that is
/// empty or above 16 bytes: whoever has such elements asks for kTwoByte. Failure is
/// sticky; nothing is written beyond the buffer. Media to viewers takes the shorter way
/// of forwarded_header.h.
class RtpHeaderWriter {
 public:
  RtpHeaderWriter(MutableBytes out, bool marker, PayloadType payloadType, SequenceNumber sequence,
                  uint32_t timestamp, Ssrc ssrc, ExtensionForm form = ExtensionForm::kOneByte);

  void extension(uint8_t id, Bytes value);
  /// Sets the P bit; the padding itself comes after the payload and is not ours.
  void setPadding(bool hasPadding);

  /// Closes the extension block. Returns the size of the header, or 0 if it did not fit.
  size_t finish();
  bool ok() const { return ok_; }

 private:
  static constexpr size_t kBlockAt = 16;  // behind the fixed header and the block's own header

  MutableBytes out_;
  ExtensionForm form_;
  size_t size_ = 0;  // kBlockAt or more as soon as there is an element
  bool ok_ = true;
};

}  // namespace sfu::rtp
