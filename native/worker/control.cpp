#include "worker/control.h"

#include <utility>

#include "channel/message.h"

namespace sfu::worker {

using channel::Value;

namespace {

std::string_view nameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kError:
      return "error";
    default:
      return "debug";
  }
}

}  // namespace

Control::Control(std::function<void()> onTurn, std::function<void()> onClosed)
    : onTurn_(std::move(onTurn)), onClosed_(std::move(onClosed)) {}

Result<std::unique_ptr<Control>> Control::open(net::Loop& loop, int descriptor,
                                               std::function<void()> onTurn,
                                               std::function<void()> onClosed) {
  std::unique_ptr<Control> control(new Control(std::move(onTurn), std::move(onClosed)));
  Control* raw = control.get();  // the pipe is a member, so it never outlives what it calls
  auto pipe = net::Pipe::open(
      loop.uv(), descriptor, [raw](Bytes bytes) { raw->receive(bytes); },
      [raw] { raw->onClosed_(); });
  if (!pipe) return pipe.failure();
  control->pipe_ = std::move(*pipe);
  return control;
}

void Control::receive(Bytes bytes) {
  reader_.push(bytes);
  while (const auto frame = reader_.next()) {
    const auto request = channel::parseMessage(*frame);
    send(requests_.dispatch(request ? *request : Value()));
  }
  onTurn_();
  // A stream that is out of step cannot be mended: without Node we are of no use.
  if (reader_.failed()) onClosed_();
}

void Control::notify(std::string_view event, Value data) {
  send(Value::object({{"event", event}, {"data", std::move(data)}}));
}

void Control::send(const Value& message) {
  std::vector<uint8_t> frame;
  if (channel::appendFrame(frame, channel::writeMessage(message))) pipe_->write(std::move(frame));
}

void Control::close() {
  pipe_->close();
}

bool ControlLog::isOn(LogLevel level, std::string_view component) const {
  if (level < level_ || level_ == LogLevel::kNone) return false;
  return level != LogLevel::kDebug || tags_.empty() || tags_.contains(component);
}

void ControlLog::write(LogLevel level, std::string_view component, std::string message) {
  if (!isOn(level, component) || control_.queued() > kMaxQueued) return;
  control_.notify("worker.log", Value::object({{"level", nameOf(level)},
                                               {"component", component},
                                               {"message", std::move(message)}}));
}

}  // namespace sfu::worker
