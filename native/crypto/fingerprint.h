// Fingerprints of certificates, as SDP carries them. RFC 8122, section 5.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace sfu::crypto {

/// The hash functions we accept in a=fingerprint. MD2 and MD5 are not among
/// them: RFC 8122, section 5, forbids them.
enum class FingerprintAlgorithm : uint8_t { kSha1, kSha224, kSha256, kSha384, kSha512 };

inline constexpr std::array kFingerprintAlgorithms = {
    FingerprintAlgorithm::kSha1, FingerprintAlgorithm::kSha224, FingerprintAlgorithm::kSha256,
    FingerprintAlgorithm::kSha384, FingerprintAlgorithm::kSha512};

/// "sha-256" and its kin, in either case.
std::optional<FingerprintAlgorithm> parseFingerprintAlgorithm(std::string_view name);
std::string_view nameOf(FingerprintAlgorithm algorithm);

/// The hash of a DER-encoded certificate: lower-case hexadecimal without colons.
std::string fingerprintOf(Bytes der, FingerprintAlgorithm algorithm);

/// Compares two fingerprints whatever their case and with or without colons.
/// An empty one equals nothing.
bool isSameFingerprint(std::string_view one, std::string_view other);

}  // namespace sfu::crypto
