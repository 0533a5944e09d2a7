// The worker's end of the pipe: requests in, answers and notifications out.
#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"
#include "channel/frame_codec.h"
#include "channel/request_table.h"
#include "channel/value.h"
#include "net/loop.h"
#include "net/pipe.h"

namespace sfu::worker {

/// Speaks the language of src/worker/messages.ts over an inherited descriptor.
class Control {
 public:
  /// `onTurn` is called after each batch of requests, `onClosed` once when Node is gone.
  static Result<std::unique_ptr<Control>> open(net::Loop& loop, int descriptor,
                                               std::function<void()> onTurn,
                                               std::function<void()> onClosed);

  channel::RequestTable& requests() { return requests_; }
  void notify(std::string_view event, channel::Value data);
  /// Bytes that Node has not read yet.
  size_t queued() const { return pipe_ ? pipe_->queued() : 0; }
  /// Lets what is queued leave, then ends.
  void close();

 private:
  Control(std::function<void()> onTurn, std::function<void()> onClosed);
  void receive(Bytes bytes);
  void send(const channel::Value& message);

  std::function<void()> onTurn_;
  std::function<void()> onClosed_;
  channel::FrameReader reader_;
  channel::RequestTable requests_;
  std::unique_ptr<net::Pipe> pipe_;
};

/// Log lines as notifications, filtered by level and, for debug lines, by tag.
class ControlLog final : public Log {
 public:
  explicit ControlLog(Control& control) : control_(control) {}

  void setLevel(LogLevel level) { level_ = level; }
  void setTags(std::set<std::string, std::less<>> tags) { tags_ = std::move(tags); }

  void write(LogLevel level, std::string_view component, std::string message) override;
  bool isOn(LogLevel level, std::string_view component) const override;

 private:
  // Log lines are the first thing to leave out when Node does not keep up.
  static constexpr size_t kMaxQueued = 1 << 20;

  Control& control_;
  LogLevel level_ = LogLevel::kDebug;
  std::set<std::string, std::less<>> tags_;
};

}  // namespace sfu::worker
