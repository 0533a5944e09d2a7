// The layers of frames by their dependency descriptors.
#include "codecs/dependency_descriptor.h"

#include <string>
#include <string_view>
#include <vector>

#include "test/kit/check.h"

using namespace sfu;
using codecs::DependencyDescriptorReader;
using codecs::FrameInfo;

namespace {

/// Writes a text of ones and zeros; what else is in it is for the reader.
std::vector<uint8_t> bits(std::string_view text) {
  std::vector<uint8_t> bytes;
  size_t count = 0;
  for (const char c : text) {
    if (c != '0' && c != '1') continue;
    if (count % 8 == 0) bytes.push_back(0);
    if (c == '1') bytes.back() |= static_cast<uint8_t>(0x80 >> count % 8);
    ++count;
  }
  return bytes;
}

// L1T3 as libwebrtc has it: a key frame, T0, T1, and T2 twice, from template 10 on.
// Three decode targets: SSS, SSS, -DS, --D, --D.
const std::string kStructure =
    "001010 00010"     // offset 10, three targets
    " 00 01 01 00 11"  // layers
    " 10 10 10  10 10 10  00 01 10  00 00 01  00 00 01";
const std::string kFlagsWithStructure = " 10000 ";

std::string frame(const char* startAndEnd, const char* templateId) {
  return std::string(startAndEnd) + " " + templateId + " 0000000000000001 ";
}

FrameInfo read(DependencyDescriptorReader& reader, const std::string& text) {
  FrameInfo frame;
  reader.refine(bits(text), frame);
  return frame;
}

TEST_CASE("DependencyDescriptorReader knows no layers before a structure") {
  DependencyDescriptorReader reader;
  const FrameInfo info = read(reader, frame("11", "001010"));
  CHECK_FALSE(info.tellsLayers);
  CHECK_FALSE(info.startsFrame);
}

TEST_CASE("DependencyDescriptorReader tells the layers of frames after a key frame") {
  DependencyDescriptorReader reader;
  const FrameInfo key = read(reader, frame("10", "001010") + kFlagsWithStructure + kStructure);
  CHECK(key.tellsLayers);
  CHECK(key.startsFrame);
  CHECK_FALSE(key.endsFrame);
  CHECK(key.temporalLayer == 0);
  CHECK(key.opensTemporalLayer == 2);

  CHECK(read(reader, frame("11", "001100")).temporalLayer == 1);
  CHECK(read(reader, frame("11", "001101")).temporalLayer == 2);
  CHECK(read(reader, frame("01", "001110")).endsFrame);
  CHECK(read(reader, frame("11", "001011")).opensTemporalLayer == 2);
  CHECK(read(reader, frame("11", "001100")).opensTemporalLayer == 2);
  CHECK(read(reader, frame("11", "001110")).opensTemporalLayer == 0);
}

TEST_CASE("DependencyDescriptorReader tells spatial layers") {
  DependencyDescriptorReader reader;
  // L2T1: key and delta of each layer; targets S0 and S0+S1: SS, SR, -S, -S.
  const FrameInfo key = read(reader, frame("11", "000000") + kFlagsWithStructure +
                                         "000000 00001  00 10 00 11  10 10 10 11 00 10 00 10");
  CHECK(key.spatialLayer == 0);
  CHECK(read(reader, frame("11", "000010")).spatialLayer == 1);
  CHECK(read(reader, frame("11", "000011")).spatialLayer == 1);
}

TEST_CASE("DependencyDescriptorReader leaves a frame with an unknown template alone") {
  DependencyDescriptorReader reader;
  read(reader, frame("10", "001010") + kFlagsWithStructure + kStructure);
  CHECK_FALSE(read(reader, frame("11", "001111")).tellsLayers);
  CHECK_FALSE(read(reader, frame("11", "001001")).tellsLayers);
}

TEST_CASE("DependencyDescriptorReader opens nothing at a frame with indications of its own") {
  DependencyDescriptorReader reader;
  read(reader, frame("10", "001010") + kFlagsWithStructure + kStructure);
  const FrameInfo info = read(reader, frame("11", "001011") + " 00100 101010 000");
  CHECK(info.tellsLayers);
  CHECK(info.opensTemporalLayer == 0);
}

TEST_CASE("DependencyDescriptorReader keeps its structure when another is broken") {
  DependencyDescriptorReader reader;
  const auto whole = bits(frame("10", "001010") + kFlagsWithStructure + kStructure);
  FrameInfo known;
  reader.refine(whole, known);
  for (size_t size = 4; size + 1 < whole.size(); ++size) {
    CAPTURE(size);
    FrameInfo info;
    reader.refine(Bytes(whole).first(size), info);
    CHECK_FALSE(info.tellsLayers);
    CHECK(read(reader, frame("11", "001100")).temporalLayer == 1);
  }
}

TEST_CASE("DependencyDescriptorReader refuses a structure without an end") {
  DependencyDescriptorReader reader;
  std::vector<uint8_t> endless(200, 0);
  endless[3] = 0x80;
  FrameInfo info;
  reader.refine(endless, info);
  CHECK_FALSE(info.tellsLayers);
}

}  // namespace
