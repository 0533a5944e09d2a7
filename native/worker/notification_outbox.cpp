#include "worker/notification_outbox.h"

namespace sfu::worker {

void NotificationOutbox::put(std::string_view event, channel::Value data) {
  std::string key = std::string(event) + ' ' + std::string(data["id"].text());
  auto [entry, isNew] = waiting_.try_emplace(key);
  entry->second = {std::string(event), std::move(data)};
  if (isNew) {
    order_.push_back(std::move(key));
  } else {
    ++merged_;
  }
}

std::optional<NotificationOutbox::Notification> NotificationOutbox::take(size_t queued) {
  if (order_.empty() || queued > kMaxQueued) return std::nullopt;
  const auto entry = waiting_.find(order_.front());
  Notification notification = std::move(entry->second);
  waiting_.erase(entry);
  order_.pop_front();
  return notification;
}

}  // namespace sfu::worker
